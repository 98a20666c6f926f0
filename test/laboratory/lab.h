/* What the laboratory's cases share; see lab.c. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/io_uring.h>
#include <net/if.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHECK(x) ({ long r_ = (long)(x); if (r_ < 0) fail(#x); r_; })
#define IPPROTO_UDPLITE_ 136
#define IPPROTO_SCTP_ 132
#define IPPROTO_MPTCP_ 262

struct lab_case { const char *name; void (*run)(void); };
#define CASE(name) {#name, case_##name}
/* Each ends with an entry without a name. */
extern const struct lab_case socket_cases[], owner_cases[], disguise_cases[], namespace_cases[];

/* The case's port, as a number and as text. */
extern int port;
extern char port_text[16];
/* A path by which others can enter the namespace of the sockets; empty when it is the laboratory's own or has none. */
extern char door[256];

/* Says why the kernel refused, and ends. */
void fail(const char *what);
/* Notes a process that has the case's sockets. */
void hold(pid_t pid);
long netns(void);
/* Says that the case stands. */
void ready(long namespace);
/* Waits for the end of standard input, then ends the case. */
void wait_end(void);
void stand(void);
/* Stands, held by this process alone. */
void own(void);
/* A child that dies with us; 0 in the child. The parent waits until it calls child_ready(). */
pid_t child(void);
void child_ready(void);
void sleep_forever(void);
/* A second thread says that it is ready; the first waits for it. */
void thread_is_ready(void);
void wait_thread(void);

int new_socket(int family, int type, int protocol);
void option(int fd, int level, int name, int value);
void bind_to(int fd, int family, const char *address, int p, const char *device);
int tcp_at(int family, const char *address, int p);
int udp_at(int family, const char *address, int p);
/* Connects to a port of 127.0.0.1. */
void connect_to(int fd, int p);
long inode_of(int fd);
void send_descriptor(int through, int fd);
/* Runs ourselves again as another program: `lab tcp4 PORT` under another path, name or arguments. */
void again(const char *path, char *const argv[]);
/* Runs a program and waits for it; fails when it does. */
void run_tool(char *const argv[]);
