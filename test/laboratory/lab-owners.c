/* Cases of owners: who has a socket open, and how. */
#include "lab.h"

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

static void *own_table_thread(void *unused) {
  (void)unused;
  CHECK(unshare(CLONE_FILES));
  tcp_at(AF_INET, "0.0.0.0", port);
  thread_is_ready();
  for (;;) pause();
  return NULL;
}
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
static void case_parked(void) {
  int pair[2];
  CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
  int fd = tcp_at(AF_INET, "0.0.0.0", port);
  send_descriptor(pair[0], fd);
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

/* Two processes that share one descriptor table (clone(2), CLONE_FILES). */
static void case_shared_table(void) {
  tcp_at(AF_INET, "0.0.0.0", port);
  hold(getpid());
  pid_t pid = CHECK(syscall(SYS_clone, CLONE_FILES | SIGCHLD, NULL, NULL, NULL, NULL));
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sleep_forever();
  }
  hold(pid);
  stand();
}
/* Two sockets on one port, one of them held twice. */
static void case_reuseport_shared(void) {
  for (int i = 0; i < 2; i++) {
    int fd = new_socket(AF_INET, SOCK_STREAM, 0);
    option(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    bind_to(fd, AF_INET, "0.0.0.0", port, NULL);
    CHECK(listen(fd, 5));
    pid_t pid = child();
    if (pid == 0) { child_ready(); sleep_forever(); }
    hold(pid);
    if (i == 0) close(fd);
  }
  hold(getpid());
  stand();
}
/* Sent over a connection that nobody has accepted yet: it waits behind the UNIX listener. */
static void case_parked_unaccepted(void) {
  struct sockaddr_un a = {.sun_family = AF_UNIX};
  snprintf(a.sun_path + 1, sizeof a.sun_path - 1, "portreeve-lab-%d", getpid());
  int listener = new_socket(AF_UNIX, SOCK_STREAM, 0), out = new_socket(AF_UNIX, SOCK_STREAM, 0);
  CHECK(bind(listener, (void *)&a, sizeof a));
  CHECK(listen(listener, 5));
  CHECK(connect(out, (void *)&a, sizeof a));
  int fd = tcp_at(AF_INET, "0.0.0.0", port);
  send_descriptor(out, fd);
  close(fd);
  close(out);
  own();
}

/* io_uring(7) by hand: one entry at a time. */
struct ring {
  int fd;
  unsigned *sq_tail, *sq_mask, *sq_array, *cq_head, *cq_mask;
  struct io_uring_sqe *entries;
  struct io_uring_cqe *answers;
};
static struct ring open_ring(void) {
  struct io_uring_params p;
  memset(&p, 0, sizeof p);
  struct ring r = {.fd = CHECK(syscall(SYS_io_uring_setup, 4, &p))};
  int flags = PROT_READ | PROT_WRITE;
  char *sq = mmap(NULL, p.sq_off.array + p.sq_entries * sizeof(unsigned), flags, MAP_SHARED, r.fd, IORING_OFF_SQ_RING);
  char *cq = mmap(NULL, p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe), flags, MAP_SHARED, r.fd, IORING_OFF_CQ_RING);
  r.entries = mmap(NULL, p.sq_entries * sizeof(struct io_uring_sqe), flags, MAP_SHARED, r.fd, IORING_OFF_SQES);
  if (sq == MAP_FAILED || cq == MAP_FAILED || r.entries == MAP_FAILED) fail("mmap");
  r.sq_tail = (void *)(sq + p.sq_off.tail);
  r.sq_mask = (void *)(sq + p.sq_off.ring_mask);
  r.sq_array = (void *)(sq + p.sq_off.array);
  r.cq_head = (void *)(cq + p.cq_off.head);
  r.cq_mask = (void *)(cq + p.cq_off.ring_mask);
  r.answers = (void *)(cq + p.cq_off.cqes);
  return r;
}
static int ring_call(struct ring *r, struct io_uring_sqe entry) {
  unsigned at = *r->sq_tail & *r->sq_mask;
  r->entries[at] = entry;
  r->sq_array[at] = at;
  __atomic_store_n(r->sq_tail, *r->sq_tail + 1, __ATOMIC_RELEASE);
  CHECK(syscall(SYS_io_uring_enter, r->fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0));
  int result = r->answers[*r->cq_head & *r->cq_mask].res;
  __atomic_store_n(r->cq_head, *r->cq_head + 1, __ATOMIC_RELEASE);
  errno = -result;
  return result < 0 ? -1 : result;
}
static void case_io_uring(void) {
  struct ring r = open_ring();
  int fd = tcp_at(AF_INET, "0.0.0.0", port);
  CHECK(syscall(SYS_io_uring_register, r.fd, IORING_REGISTER_FILES, &fd, 1));
  close(fd);
  own();
}
/* IORING_OP_SOCKET, _BIND, _LISTEN (Linux 6.11): the socket never had a descriptor. */
static void case_io_uring_direct(void) {
  enum { OP_SOCKET = 45, OP_BIND = 56, OP_LISTEN = 57 };
  struct ring r = open_ring();
  int none = -1;
  CHECK(syscall(SYS_io_uring_register, r.fd, IORING_REGISTER_FILES, &none, 1));
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
  CHECK(ring_call(&r, (struct io_uring_sqe){.opcode = OP_SOCKET, .fd = AF_INET, .off = SOCK_STREAM, .file_index = 1}));
  CHECK(ring_call(&r, (struct io_uring_sqe){.opcode = OP_BIND, .flags = IOSQE_FIXED_FILE, .addr = (uint64_t)&a, .off = sizeof a}));
  CHECK(ring_call(&r, (struct io_uring_sqe){.opcode = OP_LISTEN, .flags = IOSQE_FIXED_FILE, .len = 5}));
  own();
}
/* The ring was made by the parent, which is gone from it: the child has it. */
static void case_io_uring_inherited(void) {
  struct ring r = open_ring();
  int fd = tcp_at(AF_INET, "0.0.0.0", port);
  CHECK(syscall(SYS_io_uring_register, r.fd, IORING_REGISTER_FILES, &fd, 1));
  close(fd);
  pid_t pid = child();
  if (pid == 0) { child_ready(); sleep_forever(); }
  munmap(r.entries, 4 * sizeof(struct io_uring_sqe));
  close(r.fd);
  hold(pid);
  stand();
}

/* Open files that are named as a socket would be; `lab forger` is no owner of it. */
static void forge_links(long inode) {
  char path[300];
  snprintf(path, sizeof path, "%s/socket:[%ld]", getenv("LAB_FOLDER"), inode);
  int file = CHECK(open(path, O_RDWR | O_CREAT, 0644));
  CHECK(memfd_create(strrchr(path, '/') + 1, 0));
  struct ring r = open_ring();
  CHECK(syscall(SYS_io_uring_register, r.fd, IORING_REGISTER_FILES, &file, 1));
  CHECK(chdir(getenv("LAB_FOLDER")));
  prctl(PR_SET_NAME, strrchr(path, '/') + 1);
}
static void case_forged_links(void) {
  int fd = tcp_at(AF_INET, "0.0.0.0", port);
  hold(getpid());
  pid_t pid = child();
  if (pid == 0) {
    long inode = inode_of(fd);
    close(fd);
    forge_links(inode);
    child_ready();
    sleep_forever();
  }
  stand();
}

/* The real systemd-socket-activate(1), before a first connection starts the service. */
static void case_systemd_activate(void) {
  char address[40], hex[16], line[256];
  snprintf(address, sizeof address, "0.0.0.0:%d", port);
  snprintf(hex, sizeof hex, ":%04X", port);
  if (access("/usr/bin/systemd-socket-activate", X_OK) != 0) fail("systemd-socket-activate");
  pid_t pid = CHECK(fork());
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(2, 1);
    execl("/usr/bin/systemd-socket-activate", "systemd-socket-activate", "-l", address, "/bin/sleep", "1000000", NULL);
    _exit(127);
  }
  hold(pid);
  for (int stands = 0; !stands; usleep(10000)) {
    if (waitpid(pid, NULL, WNOHANG) != 0) fail("systemd-socket-activate");
    FILE *table = fopen("/proc/thread-self/net/tcp", "r");
    while (table && fgets(line, sizeof line, table)) stands |= strstr(line, hex) && strstr(line, " 0A ");
    if (table) fclose(table);
  }
  stand();
}

const struct lab_case owner_cases[] = {
  CASE(reuseport), CASE(inherited), CASE(parent_closed), CASE(thread_table), CASE(leader_gone), CASE(parked),
  CASE(socket_uid), CASE(dropped), CASE(activated), CASE(sleep), CASE(many_descriptors), CASE(stopped),
  CASE(shared_table), CASE(reuseport_shared), CASE(parked_unaccepted), CASE(io_uring), CASE(io_uring_direct),
  CASE(io_uring_inherited), CASE(forged_links), CASE(systemd_activate), {NULL, NULL},
};
