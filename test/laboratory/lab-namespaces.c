/* Cases of namespaces: who keeps one alive, and where its sockets are. */
#include "lab.h"

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

/* Enters a new namespace; leave() goes back, and gives the inode of the one that was left. */
static int home;
static void enter_new(void) {
  home = CHECK(open("/proc/thread-self/ns/net", O_RDONLY));
  CHECK(unshare(CLONE_NEWNET));
}
static long leave(void) {
  long inode = netns();
  CHECK(setns(home, CLONE_NEWNET));
  close(home);
  return inode;
}
/* Keeps the calling thread's namespace by a descriptor. */
static void keep_by_descriptor(void) {
  int fd = CHECK(open("/proc/thread-self/ns/net", O_RDONLY));
  snprintf(door, sizeof door, "/proc/%d/fd/%d", getpid(), fd);
}
static void stand_in(long inode) {
  ready(inode);
  wait_end();
}
/* A VXLAN device: a listener of the kernel's, which no process has. */
static void make_vxlan(void) {
  run_tool((char *[]){"ip", "link", "add", "vx1", "type", "vxlan", "id", "7", "dstport", port_text, NULL});
  run_tool((char *[]){"ip", "link", "set", "vx1", "up", NULL});
}
static void case_namespace_by_socket(void) {
  enter_new();
  tcp_at(AF_INET, "0.0.0.0", port);
  hold(getpid());
  stand_in(leave());
}
/* Nobody is in the namespace, nobody has a socket of it: one process has a descriptor of it. */
static void case_namespace_by_descriptor(void) {
  enter_new();
  make_vxlan();
  keep_by_descriptor();
  stand_in(leave());
}
static void case_namespace_named(void) {
  snprintf(door, sizeof door, "/run/netns/%s", getenv("LAB_NAMED"));
  home = CHECK(open("/proc/thread-self/ns/net", O_RDONLY));
  int named_ns = CHECK(open(door, O_RDONLY));
  CHECK(setns(named_ns, CLONE_NEWNET));
  tcp_at(AF_INET, "0.0.0.0", port);
  close(named_ns);
  hold(getpid());
  stand_in(leave());
}
/* As container engines do it: a mount in a folder of their own is all that keeps the namespace. */
static void mount_here(const char *path) {
  close(CHECK(open(path, O_RDONLY | O_CREAT, 0444)));
  CHECK(mount("/proc/thread-self/ns/net", path, NULL, MS_BIND, NULL));
}
static void case_namespace_mounted(void) {
  snprintf(door, sizeof door, "%s/mounted", getenv("LAB_FOLDER"));
  enter_new();
  make_vxlan();
  mount_here(door);
  stand_in(leave());
}
/* The mount is in another mount namespace: no table of mounts but one process's has it. */
static void case_namespace_mounted_elsewhere(void) {
  char path[200];
  snprintf(path, sizeof path, "%s/mounted-elsewhere", getenv("LAB_FOLDER"));
  CHECK(unshare(CLONE_NEWNS));
  CHECK(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
  enter_new();
  make_vxlan();
  mount_here(path);
  snprintf(door, sizeof door, "/proc/%d/root%s", getpid(), path);
  stand_in(leave());
}
/* The only thing of the namespace is a socket in the own descriptor table of a thread that is not in it. */
static long thread_socket_namespace;
static void *thread_socket_thread(void *unused) {
  (void)unused;
  CHECK(unshare(CLONE_FILES));
  enter_new();
  tcp_at(AF_INET, "0.0.0.0", port);
  thread_socket_namespace = leave();
  thread_is_ready();
  for (;;) pause();
  return NULL;
}
static void case_namespace_by_thread_socket(void) {
  pthread_t t;
  pthread_create(&t, NULL, thread_socket_thread, NULL);
  wait_thread();
  hold(getpid());
  stand_in(thread_socket_namespace);
}
/* A user without rights becomes root of a user namespace and has a network of his own, as rootless containers do. */
static void case_rootless(void) {
  int told[2];
  CHECK(pipe(told));
  pid_t pid = child();
  if (pid == 0) {
    CHECK(setgid(65534));
    CHECK(setuid(65534));
    CHECK(unshare(CLONE_NEWUSER | CLONE_NEWNET));
    CHECK(prctl(PR_SET_DUMPABLE, 1));
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int map = CHECK(open("/proc/self/uid_map", O_WRONLY));
    CHECK(write(map, "0 65534 1", 9));
    tcp_at(AF_INET, "0.0.0.0", port);
    long inode = netns();
    CHECK(write(told[1], &inode, sizeof inode));
    child_ready();
    sleep_forever();
  }
  long inode = 0;
  CHECK(read(told[0], &inode, sizeof inode));
  snprintf(door, sizeof door, "/proc/%d/ns/net", pid);
  hold(pid);
  stand_in(inode);
}
static long thread_namespace;
static pid_t thread_id;
static void *elsewhere_thread(void *unused) {
  (void)unused;
  CHECK(unshare(CLONE_NEWNET));
  thread_namespace = netns();
  thread_id = gettid();
  tcp_at(AF_INET, "0.0.0.0", port);
  thread_is_ready();
  for (;;) pause();
  return NULL;
}
static void case_thread_namespace(void) {
  pthread_t t;
  pthread_create(&t, NULL, elsewhere_thread, NULL);
  wait_thread();
  hold(getpid());
  snprintf(door, sizeof door, "/proc/%d/task/%d/ns/net", getpid(), thread_id);
  stand_in(thread_namespace);
}
/* As many namespaces as a host of containers has, each with one process and one listener. */
static void case_many_namespaces(void) {
  for (int i = 0; i < 100; i++) {
    pid_t pid = child();
    if (pid == 0) {
      CHECK(unshare(CLONE_NEWNET));
      tcp_at(AF_INET, "0.0.0.0", port);
      child_ready();
      sleep_forever();
    }
    hold(pid);
  }
  stand();
}

const struct lab_case namespace_cases[] = {
  CASE(pid_namespace), CASE(chroot), CASE(namespace_by_socket), CASE(namespace_by_descriptor), CASE(namespace_named),
  CASE(namespace_mounted), CASE(namespace_mounted_elsewhere), CASE(namespace_by_thread_socket), CASE(rootless),
  CASE(thread_namespace), CASE(many_namespaces), {NULL, NULL},
};
