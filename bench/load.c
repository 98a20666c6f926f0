/*
 * A machine under load, in a network namespace of its own: service processes that share TCP listeners and UDP
 * sockets, and idle processes with many descriptors. Prints {"pid":N,"services":[PID,…]} when all of it stands, and
 * takes all of it away again when its standard input ends or a signal asks for it.
 * Of 20 descriptors of an idle process 3 are /dev/null, 4 ends of pipes, 2 eventfds, 1 an epoll set, 6 ends of UNIX
 * sockets and 4 regular files.
 * Processes are born in their control group (clone3(2), CLONE_INTO_CGROUP, Linux 5.7): a move costs milliseconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/sched.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_PORT 10000
#define SPARE 4096 /* processes and descriptors that the machine needs beside the load */

static struct {
  int listeners, udp, services, idle, descriptors, namespaces;
  const char *group; /* the folder of the load's control groups, NULL to stay in that of the caller */
  int group_each;
} want;

static pid_t loader, *children;
static int child_count, ready[2];
static volatile sig_atomic_t stopped;

static void end_load(void);

/* In a child it tells the loader, which ends all. */
static void fail(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  if (getpid() == loader) end_load();
  else if (write(ready[1], "E", 1) != 1) _exit(1);
  _exit(1);
}

/* ---- limits of the machine: raised when too low, put back at the end ---- */

static struct limit {
  const char *path;
  long before;
  int raised;
} limits[] = {{.path = "/proc/sys/kernel/pid_max"}, {.path = "/proc/sys/fs/file-max"}, {.path = "/proc/sys/fs/nr_open"}};

static int write_limit(const char *path, long value) {
  FILE *file = fopen(path, "w");
  return file != NULL && fprintf(file, "%ld\n", value) > 0 && fclose(file) == 0;
}

static void raise_limit(struct limit *limit, long need) {
  FILE *file = fopen(limit->path, "r");
  if (file == NULL || fscanf(file, "%ld", &limit->before) != 1) fail(limit->path);
  fclose(file);
  if (limit->before >= need) return;
  if (!write_limit(limit->path, need)) fail(limit->path);
  limit->raised = 1;
}

static void raise_limits(void) {
  long processes = want.services + want.idle;
  long each = (want.listeners + want.udp) / want.services + want.descriptors + SPARE;
  raise_limit(&limits[0], processes + 4L * SPARE);
  raise_limit(&limits[1], (long)want.idle * want.descriptors + want.listeners + want.udp + processes * 4 + 16L * SPARE);
  raise_limit(&limits[2], each);
  struct rlimit files = {(rlim_t)each, (rlim_t)each};
  if (setrlimit(RLIMIT_NOFILE, &files) != 0) fail("RLIMIT_NOFILE");
}

static void restore_limits(void) {
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
    if (limits[i].raised && !write_limit(limits[i].path, limits[i].before)) perror(limits[i].path);
}

/* ---- what the processes hold ---- */

static void enter_namespace(void) {
  if (unshare(CLONE_NEWNET) != 0) fail("unshare");
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
  if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) != 0) fail("lo");
  close(fd);
}

/* Every third on each of any IPv4 address, loopback, and any address of both families. */
static void open_socket(int type, int number) {
  union {
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  } address = {0};
  socklen_t size = sizeof address.v4;
  in_port_t port = htons((uint16_t)(FIRST_PORT + number));
  int family = number % 3 == 2 ? AF_INET6 : AF_INET;
  if (family == AF_INET6) {
    address.v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = port, .sin6_addr = in6addr_any};
    size = sizeof address.v6;
  } else {
    in_addr_t at = htonl(number % 3 == 1 ? INADDR_LOOPBACK : INADDR_ANY);
    address.v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = port, .sin_addr.s_addr = at};
  }
  int fd = socket(family, type | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0) fail("bind");
  if (type == SOCK_STREAM && listen(fd, 128) != 0) fail("listen");
}

/* In a namespace of its own a service has the ports of its share from the first on. */
static void open_share(int type, int service, int count) {
  for (int number = service, own = 0; number < count; number += want.services, own++)
    open_socket(type, want.namespaces ? own : number);
}

/* Standard input, output and error are the first three of the mix. */
static void open_descriptors(int count) {
  static const char *files[] = {"/etc/passwd", "/etc/group", "/etc/hosts", "/proc/self/exe"};
  for (int used = 3; used < count;) {
    int pair[2], at = used % 20;
    if (at < 3) {
      if (open("/dev/null", O_RDWR) < 0) fail("/dev/null");
      used++;
    } else if (at < 7) {
      if (pipe(pair) != 0) fail("pipe");
      used += 2;
    } else if (at < 9) {
      if (eventfd(0, 0) < 0) fail("eventfd");
      used++;
    } else if (at < 10) {
      if (epoll_create1(0) < 0) fail("epoll");
      used++;
    } else if (at < 16) {
      if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) fail("socketpair");
      used += 2;
    } else {
      if (open(files[at - 16], O_RDONLY) < 0) fail(files[at - 16]);
      used++;
    }
  }
}

/* ---- the processes ---- */

static void live(int number) {
  static const int handled[] = {SIGTERM, SIGINT, SIGHUP};
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != loader) _exit(1);
  for (int i = 0; i < 3; i++) signal(handled[i], SIG_DFL);
  int null = open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 2; fd++) dup2(null, fd);
  close(null);
  close(ready[0]);
  if (number < want.services) {
    prctl(PR_SET_NAME, "load-service");
    if (want.namespaces) enter_namespace();
    open_share(SOCK_STREAM, number, want.listeners);
    open_share(SOCK_DGRAM, number, want.udp);
  } else {
    prctl(PR_SET_NAME, "load-idle");
    open_descriptors(want.descriptors);
  }
  dup2(0, 2);
  if (write(ready[1], "R", 1) != 1) _exit(1);
  close(ready[1]);
  for (;;) pause();
}

static void start_process(int number, int group) {
  struct clone_args args = {.exit_signal = SIGCHLD};
  if (group >= 0) {
    args.flags = CLONE_INTO_CGROUP;
    args.cgroup = (uint64_t)group;
  }
  long pid = syscall(SYS_clone3, &args, sizeof args);
  if (pid < 0) fail("clone3");
  if (pid == 0) {
    if (group >= 0) close(group);
    live(number);
  }
  children[child_count++] = (pid_t)pid;
}

/* ---- control groups ---- */

static const char *group_path(int number) {
  static char path[4096];
  if (!want.group_each) snprintf(path, sizeof path, "%s/all", want.group);
  else if (number < want.services) snprintf(path, sizeof path, "%s/service-%d", want.group, number);
  else snprintf(path, sizeof path, "%s/idle", want.group);
  return path;
}

static int open_group(int number) {
  if (want.group == NULL) return -1;
  const char *path = group_path(number);
  if (mkdir(path, 0755) != 0 && errno != EEXIST) fail(path);
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) fail(path);
  return fd;
}

/* A group can be removed a moment after its last process was waited for. */
static void remove_group(const char *path) {
  for (int tries = 0; tries < 500 && rmdir(path) != 0 && errno == EBUSY; tries++) usleep(10000);
}

static void remove_groups(void) {
  if (want.group == NULL) return;
  for (int number = 0; number <= want.services; number++) remove_group(group_path(number));
  remove_group(want.group);
}

/* ---- from start to end ---- */

static void stop(int number) {
  (void)number;
  stopped = 1;
}

static void end_load(void) {
  for (int i = 0; i < child_count; i++) kill(children[i], SIGKILL);
  for (int i = 0; i < child_count; i++) waitpid(children[i], NULL, 0);
  remove_groups();
  restore_limits();
}

static int start_all(void) {
  int group = -1;
  for (int number = 0; number < want.services + want.idle && !stopped; number++) {
    if (number <= want.services) {
      if (group >= 0) close(group);
      group = open_group(number);
    }
    start_process(number, group);
  }
  for (int number = 0; number < child_count; number++) {
    char answer;
    if (read(ready[0], &answer, 1) != 1 || answer != 'R') return 0;
  }
  return !stopped;
}

static void print_ready(void) {
  printf("{\"pid\":%d,\"services\":[", getpid());
  for (int i = 0; i < want.services; i++) printf("%s%d", i == 0 ? "" : ",", children[i]);
  printf("]}\n");
  fflush(stdout);
}

static void parse_options(int argc, char **argv) {
  static const struct option options[] = {
      {"listeners", 1, 0, 'l'}, {"udp", 1, 0, 'u'},         {"services", 1, 0, 's'},
      {"idle", 1, 0, 'i'},      {"descriptors", 1, 0, 'd'}, {"namespace-per-service", 0, 0, 'n'},
      {"cgroup", 1, 0, 'g'},    {"cgroup-per-service", 1, 0, 'G'}, {0, 0, 0, 0}};
  want.services = 1;
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'l') want.listeners = atoi(optarg);
    else if (option == 'u') want.udp = atoi(optarg);
    else if (option == 's') want.services = atoi(optarg);
    else if (option == 'i') want.idle = atoi(optarg);
    else if (option == 'd') want.descriptors = atoi(optarg);
    else if (option == 'n') want.namespaces = 1;
    else if (option == 'g') want.group = optarg;
    else if (option == 'G') want.group = optarg, want.group_each = 1;
    else exit(2);
  }
  if (want.services < 1 || want.listeners < 0 || want.udp < 0 || want.idle < 0 || want.descriptors < 0) exit(2);
}

int main(int argc, char **argv) {
  parse_options(argc, argv);
  loader = getpid();
  close_range(3, ~0U, 0);
  children = calloc((size_t)(want.services + want.idle), sizeof *children);
  if (children == NULL || pipe2(ready, O_CLOEXEC) != 0) fail("pipe");
  struct sigaction action = {.sa_handler = stop};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  raise_limits();
  enter_namespace();
  if (want.group != NULL && mkdir(want.group, 0755) != 0) fail(want.group);
  int started = start_all();
  if (started) {
    print_ready();
    struct pollfd input = {.fd = 0, .events = POLLIN};
    char rest[256];
    while (!stopped && (poll(&input, 1, -1) < 0 || read(0, rest, sizeof rest) > 0)) continue;
  }
  end_load();
  return started ? 0 : 1;
}
