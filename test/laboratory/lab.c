/*
 * The socket laboratory: `lab CASE PORT` makes the sockets of one case, prints one line of JSON
 * ({"pids":[…],"namespace":N,"door":PATH}) when they stand, and ends when its standard input does.
 */
#include "lab.h"

int port;
char port_text[16];
char door[256];
static pid_t pids[128];
static int pid_count;
static int go[2];

void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  printf("{\"error\":\"%s\"}\n", strerror(errno));
  fflush(stdout);
  exit(1);
}

void hold(pid_t pid) { pids[pid_count++] = pid; }

long netns(void) {
  struct stat s;
  return stat("/proc/thread-self/ns/net", &s) == 0 ? (long)s.st_ino : 0;
}

void ready(long namespace) {
  printf("{\"pids\":[");
  for (int i = 0; i < pid_count; i++) printf("%s%d", i ? "," : "", pids[i]);
  printf("],\"namespace\":%ld,\"door\":\"%s\"}\n", namespace, door);
  fflush(stdout);
}

void wait_end(void) {
  char c;
  while (read(0, &c, 1) > 0 || errno == EINTR) errno = 0;
  for (int i = 0; i < pid_count; i++)
    if (pids[i] != getpid()) kill(pids[i], SIGKILL);
  exit(0);
}

void stand(void) {
  ready(netns());
  wait_end();
}

pid_t child(void) {
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

void child_ready(void) {
  CHECK(write(go[1], "x", 1));
  close(go[1]);
}

void sleep_forever(void) {
  for (;;) pause();
}

int new_socket(int family, int type, int protocol) { return CHECK(socket(family, type, protocol)); }

void option(int fd, int level, int name, int value) { CHECK(setsockopt(fd, level, name, &value, sizeof value)); }

void bind_to(int fd, int family, const char *address, int p, const char *device) {
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

int tcp_at(int family, const char *address, int p) {
  int fd = new_socket(family, SOCK_STREAM, 0);
  option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  if (family == AF_INET6) option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  bind_to(fd, family, address, p, NULL);
  CHECK(listen(fd, 16));
  return fd;
}

int udp_at(int family, const char *address, int p) {
  int fd = new_socket(family, SOCK_DGRAM, 0);
  option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  bind_to(fd, family, address, p, NULL);
  return fd;
}

void own(void) {
  hold(getpid());
  stand();
}

static int thread_ready;
void thread_is_ready(void) { __atomic_store_n(&thread_ready, 1, __ATOMIC_SEQ_CST); }
void wait_thread(void) { while (!__atomic_load_n(&thread_ready, __ATOMIC_SEQ_CST)) usleep(1000); }

void send_descriptor(int through, int fd) {
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

void connect_to(int fd, int p) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(p), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  CHECK(connect(fd, (void *)&a, sizeof a));
}

long inode_of(int fd) {
  struct stat s;
  CHECK(fstat(fd, &s));
  return (long)s.st_ino;
}

void run_tool(char *const argv[]) {
  pid_t pid = CHECK(fork());
  if (pid == 0) {
    dup2(2, 1);
    execvp(argv[0], argv);
    _exit(127);
  }
  int status = 0;
  CHECK(waitpid(pid, &status, 0));
  errno = status == 127 << 8 ? ENOENT : EINVAL;
  if (status != 0) fail(argv[0]);
}

void again(const char *path, char *const argv[]) { execv(path, argv); fail("execv"); }

static const struct lab_case *const tables[] = {socket_cases, owner_cases, disguise_cases, namespace_cases};

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  signal(SIGPIPE, SIG_IGN);
  snprintf(port_text, sizeof port_text, "%s", argv[2]);
  port = atoi(argv[2]);
  for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
    for (const struct lab_case *item = tables[t]; item->name; item++)
      if (strcmp(item->name, argv[1]) == 0) item->run();
  return 2;
}
