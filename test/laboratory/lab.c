/*
 * The socket laboratory: `lab CASE PORT` makes the sockets of one case, prints one line of JSON
 * ({"pids":[…],"namespace":N}) when they stand, and ends when its standard input does.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
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
#include <sys/wait.h>
#include <unistd.h>

#define CHECK(x) ({ long r_ = (long)(x); if (r_ < 0) fail(#x); r_; })
#define IPPROTO_UDPLITE_ 136
#define IPPROTO_SCTP_ 132
#define IPPROTO_MPTCP_ 262

static int port;
static pid_t pids[16];
static int pid_count;
static int go[2];

static void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  printf("{\"error\":\"%s\"}\n", strerror(errno));
  fflush(stdout);
  exit(1);
}

static void hold(pid_t pid) { pids[pid_count++] = pid; }

static long netns(void) {
  struct stat s;
  return stat("/proc/thread-self/ns/net", &s) == 0 ? (long)s.st_ino : 0;
}

/* Says that the case stands. */
static void ready(long namespace) {
  printf("{\"pids\":[");
  for (int i = 0; i < pid_count; i++) printf("%s%d", i ? "," : "", pids[i]);
  printf("],\"namespace\":%ld}\n", namespace);
  fflush(stdout);
}

/* Waits for the end of standard input. */
static void wait_end(void) {
  char c;
  while (read(0, &c, 1) > 0 || errno == EINTR) errno = 0;
  for (int i = 0; i < pid_count; i++)
    if (pids[i] != getpid()) kill(pids[i], SIGKILL);
  exit(0);
}

static void stand(void) {
  ready(netns());
  wait_end();
}

/* A child that dies with us; returns 0 in the child. The parent waits until it says that it is ready. */
static pid_t child(void) {
  CHECK(pipe(go));
  pid_t pid = CHECK(fork());
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(go[0]);
    return 0;
  }
  close(go[1]);
  char c;
  if (read(go[0], &c, 1) != 1) exit(1);
  close(go[0]);
  return pid;
}

static void child_ready(void) {
  CHECK(write(go[1], "x", 1));
  close(go[1]);
}

static void sleep_forever(void) {
  for (;;) pause();
}

static int new_socket(int family, int type, int protocol) { return CHECK(socket(family, type, protocol)); }

static void option(int fd, int level, int name, int value) { CHECK(setsockopt(fd, level, name, &value, sizeof value)); }

static void bind_to(int fd, int family, const char *address, int p, const char *device) {
  if (family == AF_INET) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(p)};
    inet_pton(AF_INET, address, &a.sin_addr);
    CHECK(bind(fd, (void *)&a, sizeof a));
  } else {
    struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_port = htons(p)};
    inet_pton(AF_INET6, address, &a.sin6_addr);
    if (device) a.sin6_scope_id = if_nametoindex(device);
    CHECK(bind(fd, (void *)&a, sizeof a));
  }
}

static int tcp_at(int family, const char *address, int p) {
  int fd = new_socket(family, SOCK_STREAM, 0);
  option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (family == AF_INET6) option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  bind_to(fd, family, address, p, NULL);
  CHECK(listen(fd, 16));
  return fd;
}

static int udp_at(int family, const char *address, int p) {
  int fd = new_socket(family, SOCK_DGRAM, 0);
  option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  bind_to(fd, family, address, p, NULL);
  return fd;
}

/* ------------------------------------------------------------------------------------------ the cases */

static void own(void) {
  hold(getpid());
  stand();
}

static void case_tcp4(void) { tcp_at(AF_INET, "0.0.0.0", port); own(); }
static void case_tcp6_dual(void) { tcp_at(AF_INET6, "::", port); own(); }
static void case_tcp6_specific(void) { tcp_at(AF_INET6, "::1", port); own(); }
static void case_mapped(void) { tcp_at(AF_INET6, "::ffff:127.0.0.1", port); own(); }

static void v6only(int p) {
  int fd = new_socket(AF_INET6, SOCK_STREAM, 0);
  option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  bind_to(fd, AF_INET6, "::", p, NULL);
  CHECK(listen(fd, 1));
}
static void case_v6only(void) { v6only(port); own(); }
static void case_both_families(void) { tcp_at(AF_INET, "0.0.0.0", port); v6only(port); own(); }
static void case_two_loopbacks(void) { tcp_at(AF_INET, "127.0.0.2", port); tcp_at(AF_INET, "127.0.0.3", port); own(); }

static void case_reuseport(void) {
  for (int i = 0; i < 3; i++) {
    pid_t pid = child();
    if (pid == 0) {
      int fd = new_socket(AF_INET, SOCK_STREAM, 0);
      option(fd, SOL_SOCKET, SO_REUSEPORT, 1);
      bind_to(fd, AF_INET, "0.0.0.0", port, NULL);
      CHECK(listen(fd, 5));
      child_ready();
      sleep_forever();
    }
    hold(pid);
  }
  stand();
}

static void case_inherited(void) {
  tcp_at(AF_INET, "0.0.0.0", port);
  hold(getpid());
  for (int i = 0; i < 2; i++) {
    pid_t pid = child();
    if (pid == 0) { child_ready(); sleep_forever(); }
    hold(pid);
  }
  stand();
}

static void case_parent_closed(void) {
  int fd = tcp_at(AF_INET, "0.0.0.0", port);
  pid_t pid = child();
  if (pid == 0) { child_ready(); sleep_forever(); }
  close(fd);
  hold(pid);
  stand();
}

static int thread_ready;
static void *own_table_thread(void *unused) {
  (void)unused;
  CHECK(unshare(CLONE_FILES));
  tcp_at(AF_INET, "0.0.0.0", port);
  __atomic_store_n(&thread_ready, 1, __ATOMIC_SEQ_CST);
  for (;;) pause();
  return NULL;
}
static void wait_thread(void) { while (!__atomic_load_n(&thread_ready, __ATOMIC_SEQ_CST)) usleep(1000); }
static void case_thread_table(void) {
  pthread_t t;
  pthread_create(&t, NULL, own_table_thread, NULL);
  wait_thread();
  own();
}

static void *leaderless_thread(void *unused) {
  (void)unused;
  usleep(200000); /* the main thread has ended by now */
  stand();
  return NULL;
}
static void case_leader_gone(void) {
  tcp_at(AF_INET, "0.0.0.0", port);
  hold(getpid());
  pthread_t t;
  pthread_create(&t, NULL, leaderless_thread, NULL);
  pthread_exit(NULL);
}

static void send_descriptor(int through, int fd) {
  char data = 'x', space[CMSG_SPACE(sizeof(int))];
  struct iovec iov = {&data, 1};
  struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
  struct cmsghdr *c = CMSG_FIRSTHDR(&m);
  c->cmsg_level = SOL_SOCKET;
  c->cmsg_type = SCM_RIGHTS;
  c->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(c), &fd, sizeof fd);
  CHECK(sendmsg(through, &m, 0));
}
static void case_parked(void) {
  int pair[2];
  CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  int fd = tcp_at(AF_INET, "0.0.0.0", port);
  send_descriptor(pair[0], fd);
  close(fd);
  own();
}

struct uring_params { uint32_t fields[30]; };
static void case_io_uring(void) {
  struct uring_params p;
  memset(&p, 0, sizeof p);
  int ring = CHECK(syscall(425, 4, &p));
  int fd = tcp_at(AF_INET, "0.0.0.0", port);
  CHECK(syscall(427, ring, 2 /* IORING_REGISTER_FILES */, &fd, 1));
  close(fd);
  own();
}

static void case_socket_uid(void) {
  CHECK(seteuid(65534));
  tcp_at(AF_INET, "0.0.0.0", port);
  CHECK(seteuid(0));
  own();
}
static void case_dropped(void) {
  tcp_at(AF_INET, "0.0.0.0", port);
  CHECK(setgid(65534));
  CHECK(setuid(65534));
  own();
}

static void on_device(const char *device) {
  int fd = new_socket(AF_INET, SOCK_STREAM, 0);
  CHECK(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, strlen(device) + 1));
  bind_to(fd, AF_INET, "0.0.0.0", port, NULL);
  CHECK(listen(fd, 5));
}
static void case_device_lo(void) { on_device("lo"); own(); }
static void case_device_veth(void) { on_device("lab0"); own(); }

static void case_freebind(void) {
  int fd = new_socket(AF_INET, SOCK_STREAM, 0);
  option(fd, IPPROTO_IP, IP_FREEBIND, 1);
  bind_to(fd, AF_INET, "198.51.100.7", port, NULL);
  CHECK(listen(fd, 5));
  own();
}
static void case_transparent(void) {
  int fd = new_socket(AF_INET, SOCK_STREAM, 0);
  option(fd, IPPROTO_IP, IP_TRANSPARENT, 1);
  bind_to(fd, AF_INET, "203.0.113.9", port, NULL);
  CHECK(listen(fd, 5));
  own();
}
static void case_mptcp(void) {
  int fd = new_socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP_);
  bind_to(fd, AF_INET, "0.0.0.0", port, NULL);
  CHECK(listen(fd, 5));
  own();
}
static void case_backlog_zero(void) {
  int fd = new_socket(AF_INET, SOCK_STREAM, 0);
  bind_to(fd, AF_INET, "0.0.0.0", port, NULL);
  CHECK(listen(fd, 0));
  own();
}
static void case_waiting_connection(void) {
  tcp_at(AF_INET, "127.0.0.1", port);
  int fd = new_socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  CHECK(connect(fd, (void *)&a, sizeof a));
  own();
}

static void case_udp4(void) { udp_at(AF_INET, "0.0.0.0", port); own(); }
static void case_udp6(void) { udp_at(AF_INET6, "::", port); own(); }
static void case_multicast(void) { udp_at(AF_INET, "239.1.2.3", port); own(); }
static void case_udp_connected(void) {
  int fd = udp_at(AF_INET, "127.0.0.1", port);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  CHECK(connect(fd, (void *)&a, sizeof a));
  own();
}
static void case_bound_only(void) {
  int fd = new_socket(AF_INET, SOCK_STREAM, 0);
  bind_to(fd, AF_INET, "0.0.0.0", port, NULL);
  own();
}
static void case_udp_client(void) {
  int fd = new_socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  CHECK(sendto(fd, "x", 1, 0, (void *)&a, sizeof a));
  own();
}
static void case_udp_shared_port(void) {
  for (int i = 0; i < 2; i++) {
    pid_t pid = child();
    if (pid == 0) { udp_at(AF_INET, "0.0.0.0", port); child_ready(); sleep_forever(); }
    hold(pid);
  }
  stand();
}
static void case_udplite(void) {
  int fd = new_socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE_);
  bind_to(fd, AF_INET, "0.0.0.0", port, NULL);
  own();
}
static void case_sctp(void) {
  int fd = new_socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP_);
  bind_to(fd, AF_INET, "0.0.0.0", port, NULL);
  CHECK(listen(fd, 5));
  own();
}
static void case_raw4(void) { new_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP); own(); }
static void case_raw6(void) { new_socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6); own(); }
static void case_packet_all(void) { new_socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)); own(); }
static void case_packet_lldp(void) {
  int fd = new_socket(AF_PACKET, SOCK_DGRAM, htons(0x88cc));
  struct sockaddr_ll a = {.sll_family = AF_PACKET, .sll_protocol = htons(0x88cc), .sll_ifindex = if_nametoindex("lab0")};
  CHECK(bind(fd, (void *)&a, sizeof a));
  own();
}

static void named(const char *name) {
  prctl(PR_SET_NAME, name);
  tcp_at(AF_INET, "0.0.0.0", port);
  own();
}
static void case_name_forging(void) { named("a\",pid=1,fd=3"); }
static void case_name_newline(void) { named("x\nLISTEN 0 0"); }
static void case_name_escape(void) { named("\033[2J\033[31mx"); }
static void case_name_empty(void) { named(""); }
static void case_name_parenthesis(void) { named("a) R 1 (b"); }

/* Runs ourselves again as another program: `lab tcp4 PORT` under another path, name or arguments. */
static void again(const char *path, char *const argv[]) { execv(path, argv); fail("execv"); }
static char port_text[16];

static void copy_self(const char *to) {
  unlink(to);
  int in = CHECK(open("/proc/self/exe", O_RDONLY)), out = CHECK(open(to, O_WRONLY | O_CREAT | O_TRUNC, 0755));
  char buffer[65536];
  long n;
  while ((n = CHECK(read(in, buffer, sizeof buffer))) > 0) CHECK(write(out, buffer, n));
  close(in);
  close(out);
}
static void case_argv_hostile(void) {
  char *argv[] = {"daemon\nfake row", "tcp4", port_text, "\xff\xfe\x1b[2J", "\xe2\x80\xae" "txt", NULL};
  again("/proc/self/exe", argv);
}
static void case_memfd(void) {
  int fd = CHECK(memfd_create("kworker", 0));
  int in = CHECK(open("/proc/self/exe", O_RDONLY));
  char buffer[65536];
  long n;
  while ((n = CHECK(read(in, buffer, sizeof buffer))) > 0) CHECK(write(fd, buffer, n));
  char *argv[] = {"[kworker/0:1]", "tcp4_kworker", port_text, NULL};
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  again(path, argv);
}
static void case_tcp4_kworker(void) { named("kworker/0:1"); }
static void case_deleted(void) {
  char path[256];
  snprintf(path, sizeof path, "%s/lab-deleted-%d", getenv("LAB_FOLDER"), port);
  copy_self(path);
  char *argv[] = {path, "unlink_self", port_text, NULL};
  again(path, argv);
}
static void case_unlink_self(void) {
  char path[256];
  snprintf(path, sizeof path, "%s/lab-deleted-%d", getenv("LAB_FOLDER"), port);
  unlink(path);
  case_tcp4();
}
static void case_path_mark(void) {
  char path[256];
  snprintf(path, sizeof path, "%s/lab (deleted)", getenv("LAB_FOLDER"));
  copy_self(path);
  char *argv[] = {path, "tcp4", port_text, NULL};
  again(path, argv);
}
static void case_path_newline(void) {
  char path[256];
  snprintf(path, sizeof path, "%s/lab\nnew", getenv("LAB_FOLDER"));
  copy_self(path);
  char *argv[] = {path, "tcp4", port_text, NULL};
  again(path, argv);
}

static void case_link_local(void) {
  int fd = new_socket(AF_INET6, SOCK_STREAM, 0);
  bind_to(fd, AF_INET6, "fe80::1", port, "lab0");
  CHECK(listen(fd, 5));
  own();
}

static void case_activated(void) {
  /* A manager holds the socket and passes it to the service as descriptor 3, as sd_listen_fds(3) has it. */
  int fd = tcp_at(AF_INET, "0.0.0.0", port);
  hold(getpid());
  pid_t pid = child();
  if (pid == 0) {
    dup2(fd, 3);
    child_ready();
    char *argv[] = {"service", "sleep", port_text, NULL};
    setenv("LISTEN_FDS", "1", 1);
    again("/proc/self/exe", argv);
  }
  hold(pid);
  usleep(100000);
  stand();
}
static void case_sleep(void) { sleep_forever(); }

static void case_pid_namespace(void) {
  CHECK(unshare(CLONE_NEWPID));
  pid_t pid = child();
  if (pid == 0) { tcp_at(AF_INET, "0.0.0.0", port); child_ready(); sleep_forever(); }
  hold(pid);
  stand();
}
static void case_chroot(void) {
  CHECK(unshare(CLONE_NEWNS));
  CHECK(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
  tcp_at(AF_INET, "0.0.0.0", port);
  CHECK(chroot("/usr"));
  hold(getpid());
  ready(0);
  wait_end();
}

/* A listener in a namespace of its own; the thread then goes back. */
static long into_new_namespace(int keep) {
  int own_ns = CHECK(open("/proc/thread-self/ns/net", O_RDONLY));
  CHECK(unshare(CLONE_NEWNET));
  long inode = netns();
  int ns = keep ? CHECK(open("/proc/thread-self/ns/net", O_RDONLY)) : -1;
  tcp_at(AF_INET, "0.0.0.0", port);
  CHECK(setns(own_ns, CLONE_NEWNET));
  close(own_ns);
  (void)ns;
  return inode;
}
static void case_namespace_by_socket(void) {
  long inode = into_new_namespace(0);
  hold(getpid());
  ready(inode);
  wait_end();
}
static void case_namespace_by_descriptor(void) {
  /* The descriptor and the socket are held by different processes. */
  long inode = into_new_namespace(1);
  hold(getpid());
  ready(inode);
  wait_end();
}
static void case_namespace_named(void) {
  char path[64];
  snprintf(path, sizeof path, "/run/netns/%s", getenv("LAB_NAMED"));
  int own_ns = CHECK(open("/proc/thread-self/ns/net", O_RDONLY)), named_ns = CHECK(open(path, O_RDONLY));
  CHECK(setns(named_ns, CLONE_NEWNET));
  long inode = netns();
  tcp_at(AF_INET, "0.0.0.0", port);
  CHECK(setns(own_ns, CLONE_NEWNET));
  close(own_ns);
  close(named_ns);
  hold(getpid());
  ready(inode);
  wait_end();
}
static long thread_namespace;
static void *elsewhere_thread(void *unused) {
  (void)unused;
  CHECK(unshare(CLONE_NEWNET));
  thread_namespace = netns();
  tcp_at(AF_INET, "0.0.0.0", port);
  __atomic_store_n(&thread_ready, 1, __ATOMIC_SEQ_CST);
  for (;;) pause();
  return NULL;
}
static void case_thread_namespace(void) {
  pthread_t t;
  pthread_create(&t, NULL, elsewhere_thread, NULL);
  wait_thread();
  hold(getpid());
  ready(thread_namespace);
  wait_end();
}

static void case_many_descriptors(void) {
  struct rlimit limit = {8192, 8192};
  setrlimit(RLIMIT_NOFILE, &limit);
  for (int i = 0; i < 5000; i++) CHECK(open("/dev/null", O_RDONLY));
  int fd = tcp_at(AF_INET, "0.0.0.0", port);
  CHECK(dup2(fd, 7777));
  close(fd);
  own();
}
static void case_stopped(void) {
  pid_t pid = child();
  if (pid == 0) { tcp_at(AF_INET, "0.0.0.0", port); child_ready(); raise(SIGSTOP); sleep_forever(); }
  hold(pid);
  usleep(100000);
  stand();
}

/* Sockets by a list on standard input, one a line: `PROTOCOL FAMILY ADDRESS PORT V6ONLY DEVICE BACKLOG REUSEPORT`. */
static void case_population(void) {
  char protocol[8], address[64], device[32];
  int family, p, only, backlog, reuse;
  struct rlimit limit = {16384, 16384};
  setrlimit(RLIMIT_NOFILE, &limit);
  while (scanf("%7s", protocol) == 1 && strcmp(protocol, "end") != 0) {
    if (scanf("%d %63s %d %d %31s %d %d", &family, address, &p, &only, device, &backlog, &reuse) != 7) fail("scanf");
    int fd = new_socket(family == 4 ? AF_INET : AF_INET6, protocol[0] == 't' ? SOCK_STREAM : SOCK_DGRAM, 0);
    if (reuse) option(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    if (family == 6) option(fd, IPPROTO_IPV6, IPV6_V6ONLY, only);
    if (strcmp(device, "-") != 0) CHECK(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, strlen(device) + 1));
    struct sockaddr_in a4 = {.sin_family = AF_INET, .sin_port = htons(p)};
    struct sockaddr_in6 a6 = {.sin6_family = AF_INET6, .sin6_port = htons(p)};
    inet_pton(AF_INET, address, &a4.sin_addr);
    inet_pton(AF_INET6, address, &a6.sin6_addr);
    if (strncmp(address, "fe80", 4) == 0) a6.sin6_scope_id = if_nametoindex("lab0");
    int failed = family == 4 ? bind(fd, (void *)&a4, sizeof a4) : bind(fd, (void *)&a6, sizeof a6);
    /* A clash with an earlier line is part of chance: that socket is then not made. */
    if (failed || (protocol[0] == 't' && listen(fd, backlog) != 0)) close(fd);
  }
  own();
}

/* Takes a new name for each line of standard input (in hex), and answers each. */
static void case_rename(void) {
  tcp_at(AF_INET, "127.0.0.1", port);
  hold(getpid());
  ready(netns());
  char line[8192], name[64];
  while (fgets(line, sizeof line, stdin)) {
    size_t n = strcspn(line, " \n"), used = 0;
    for (size_t i = 0; i + 1 < n && used < sizeof name - 1; i += 2) {
      unsigned byte;
      sscanf(line + i, "%2x", &byte);
      name[used++] = byte;
    }
    name[used] = 0;
    prctl(PR_SET_NAME, name);
    printf("ok\n");
    fflush(stdout);
  }
  exit(0);
}

#define CASE(name) {#name, case_##name}
static const struct { const char *name; void (*run)(void); } cases[] = {
  CASE(tcp4), CASE(tcp6_dual), CASE(tcp6_specific), CASE(mapped), CASE(v6only), CASE(both_families), CASE(two_loopbacks),
  CASE(reuseport), CASE(inherited), CASE(parent_closed), CASE(thread_table), CASE(leader_gone), CASE(parked), CASE(io_uring),
  CASE(socket_uid), CASE(dropped), CASE(device_lo), CASE(device_veth), CASE(freebind), CASE(transparent), CASE(mptcp),
  CASE(backlog_zero), CASE(waiting_connection), CASE(udp4), CASE(udp6), CASE(multicast), CASE(udp_connected), CASE(bound_only),
  CASE(udp_client), CASE(udp_shared_port), CASE(udplite), CASE(sctp), CASE(raw4), CASE(raw6), CASE(packet_all), CASE(packet_lldp),
  CASE(name_forging), CASE(name_newline), CASE(name_escape), CASE(name_empty), CASE(name_parenthesis), CASE(argv_hostile), CASE(memfd),
  CASE(tcp4_kworker), CASE(deleted), CASE(unlink_self), CASE(path_mark), CASE(path_newline), CASE(link_local), CASE(activated), CASE(sleep),
  CASE(pid_namespace), CASE(chroot), CASE(namespace_by_socket), CASE(namespace_by_descriptor), CASE(namespace_named),
  CASE(thread_namespace), CASE(many_descriptors), CASE(stopped), CASE(population), CASE(rename),
};

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  signal(SIGPIPE, SIG_IGN);
  snprintf(port_text, sizeof port_text, "%s", argv[2]);
  port = atoi(argv[2]);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (strcmp(cases[i].name, argv[1]) == 0) cases[i].run();
  return 2;
}
