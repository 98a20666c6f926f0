/* Cases of disguise: names, arguments and programs that are not what they say. */
#include "lab.h"

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
  tcp_at(AF_INET, "0.0.0.0", port);
  own();
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
static void case_name_bytes(void) { named("\xff\xfe\xc3("); }
static void case_docker_proxy(void) { named("docker-proxy"); }

/* The stretch of memory that /proc/PID/cmdline shows. */
static char *arguments_start(size_t *size) {
  char text[4096] = "", *at;
  int file = CHECK(open("/proc/self/stat", O_RDONLY));
  CHECK(read(file, text, sizeof text - 1));
  close(file);
  at = strrchr(text, ')') + 1; /* the name before it may hold anything */
  unsigned long start = 0, end = 0;
  for (int field = 3; (at = strchr(at, ' ')) != NULL && field <= 49; field++) {
    at++;
    if (field == 48) start = strtoul(at, NULL, 10);
    if (field == 49) end = strtoul(at, NULL, 10);
  }
  *size = end - start;
  return (char *)start;
}
static void rewrite_arguments(const char *text, size_t length) {
  size_t size;
  char *start = arguments_start(&size);
  memset(start, 0, size);
  memcpy(start, text, length < size ? length : size);
}
/* Room to write into. */
static char padding[2048];
static void with_room(char *name, char *next) {
  memset(padding, '.', sizeof padding - 1);
  char *argv[] = {name, next, port_text, padding, NULL};
  again("/proc/self/exe", argv);
}
static void case_argv_title(void) { with_room("sshd", "title_now"); }
static void case_title_now(void) {
  static const char title[] = "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups";
  rewrite_arguments(title, sizeof title);
  named("sshd");
}
static void case_argv_blank(void) {
  rewrite_arguments("", 0);
  tcp_at(AF_INET, "0.0.0.0", port);
  own();
}
/* Twelve arguments of 100,000 bytes, as long as Linux takes. */
static void case_argv_huge(void) {
  enum { EACH = 100000, MANY = 12 };
  static char word[EACH + 1];
  memset(word, 'A', EACH);
  char *argv[MANY + 4] = {"lab", "tcp4", port_text};
  for (int i = 0; i < MANY; i++) argv[3 + i] = word;
  again("/proc/self/exe", argv);
}
/* Another file took the program's path, as an upgrade does it. */
static void case_replaced(void) {
  char path[256];
  snprintf(path, sizeof path, "%s/lab-replaced", getenv("LAB_FOLDER"));
  copy_self(path);
  char *argv[] = {path, "replace_self", port_text, NULL};
  again(path, argv);
}
static void case_replace_self(void) {
  char path[256], fresh[256];
  snprintf(path, sizeof path, "%s/lab-replaced", getenv("LAB_FOLDER"));
  snprintf(fresh, sizeof fresh, "%s/lab-fresh", getenv("LAB_FOLDER"));
  copy_self(fresh);
  CHECK(rename(fresh, path));
  tcp_at(AF_INET, "0.0.0.0", port);
  own();
}

/* Bytes written in hex, up to `most`; gives how many. `line` moves on. */
static size_t read_hex(char **line, char *to, size_t most) {
  size_t used = 0;
  char *at = *line;
  for (; at[0] > ' ' && at[1] > ' ' && used < most; at += 2) {
    unsigned byte = 0;
    sscanf(at, "%2x", &byte);
    to[used++] = byte;
  }
  *line = at + (*at == ' ');
  return used;
}
/* Takes a new name and new arguments for each line `NAME ARGUMENTS` of standard input (in hex), and answers each. */
static void case_rename(void) { with_room("lab", "rename_now"); }
static void case_rename_now(void) {
  tcp_at(AF_INET, "127.0.0.1", port);
  hold(getpid());
  ready(netns());
  static char text[8192], name[16], arguments[2000];
  while (fgets(text, sizeof text, stdin)) {
    char *line = text;
    name[read_hex(&line, name, 15)] = 0;
    size_t length = read_hex(&line, arguments, sizeof arguments);
    prctl(PR_SET_NAME, name);
    rewrite_arguments(arguments, length);
    printf("ok\n");
    fflush(stdout);
  }
  exit(0);
}

const struct lab_case disguise_cases[] = {
  CASE(name_forging), CASE(name_newline), CASE(name_escape), CASE(name_empty), CASE(name_parenthesis),
  CASE(argv_hostile), CASE(memfd), CASE(tcp4_kworker), CASE(deleted), CASE(unlink_self), CASE(path_mark),
  CASE(path_newline), CASE(name_bytes), CASE(docker_proxy), CASE(argv_title), CASE(title_now), CASE(argv_blank),
  CASE(argv_huge), CASE(replaced), CASE(replace_self), CASE(rename), CASE(rename_now), {NULL, NULL},
};
