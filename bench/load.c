/*
 * A machine under load: `load SERVICES TCP UDP IDLE DESCRIPTORS CGROUP` makes SERVICES processes that share TCP
 * listeners and UDP sockets, and IDLE processes with DESCRIPTORS open files each, in a network namespace of its own.
 * With a CGROUP folder (v2) each service makes its sockets in a group of its own below it; with - all share one.
 * Prints the namespace's PID when all stands; ends when its standard input does.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_PORT 10000

static int ready[2];

static void fail(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void listen_at(int type, int port) {
  int fd = socket(AF_INET, type, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (fd < 0 || bind(fd, (void *)&a, sizeof a) != 0) fail("bind");
  if (type == SOCK_STREAM && listen(fd, 16) != 0) fail("listen");
}

static void enter_group(const char *folder, int number) {
  char path[512];
  snprintf(path, sizeof path, "%s/service-%d", folder, number);
  if (mkdir(path, 0755) != 0 && errno != EEXIST) fail(path);
  strncat(path, "/cgroup.procs", sizeof path - strlen(path) - 1);
  int fd = open(path, O_WRONLY);
  if (fd < 0 || write(fd, "0", 1) != 1) fail(path);
  close(fd);
}

static void open_files(int count) {
  for (int used = 0; used < count;) {
    int pair[2];
    switch (used % 5) {
      case 0: case 1: if (open("/dev/null", O_RDONLY) < 0) fail("open"); used++; break;
      case 2: if (eventfd(0, 0) < 0) fail("eventfd"); used++; break;
      case 3: if (pipe(pair) != 0) fail("pipe"); used += 2; break;
      default: if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) fail("socketpair"); used += 2;
    }
  }
}

static void finish(void) {
  if (write(ready[1], "x", 1) != 1) exit(1);
  close(ready[0]);
  close(ready[1]);
  for (;;) pause();
}

int main(int argc, char **argv) {
  if (argc != 7) return 2;
  int services = atoi(argv[1]), tcp = atoi(argv[2]), udp = atoi(argv[3]), idle = atoi(argv[4]), descriptors = atoi(argv[5]);
  struct rlimit files = {65536, 65536};
  setrlimit(RLIMIT_NOFILE, &files);
  if (unshare(CLONE_NEWNET) != 0) fail("unshare");
  if (pipe(ready) != 0) fail("pipe");
  for (int i = 0; i < services + idle; i++) {
    pid_t pid = fork();
    if (pid < 0) fail("fork");
    if (pid > 0) continue;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    close(null);
    if (i < services) {
      if (strcmp(argv[6], "-") != 0) enter_group(argv[6], i);
      for (int k = i; k < tcp; k += services) listen_at(SOCK_STREAM, FIRST_PORT + k);
      for (int k = i; k < udp; k += services) listen_at(SOCK_DGRAM, FIRST_PORT + k);
    } else {
      open_files(descriptors);
    }
    finish();
  }
  char c;
  for (int i = 0; i < services + idle; i++)
    if (read(ready[0], &c, 1) != 1) fail("read");
  printf("%d\n", getpid());
  fflush(stdout);
  while (read(0, &c, 1) > 0) continue;
  return 0;
}
