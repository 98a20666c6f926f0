/* Cases of sockets: addresses, devices, protocols. */
#include "lab.h"

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
  connect_to(fd, port);
  own();
}

static void case_udp4(void) { udp_at(AF_INET, "0.0.0.0", port); own(); }
static void case_udp6(void) { udp_at(AF_INET6, "::", port); own(); }
static void case_multicast(void) { udp_at(AF_INET, "239.1.2.3", port); own(); }
static void case_udp_connected(void) {
  int fd = udp_at(AF_INET, "127.0.0.1", port);
  connect_to(fd, 9);
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

static void case_link_local(void) {
  int fd = new_socket(AF_INET6, SOCK_STREAM, 0);
  bind_to(fd, AF_INET6, "fe80::1", port, "lab0");
  CHECK(listen(fd, 5));
  own();
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

/* One port on every device, and again on one: two rows. */
static void case_device_and_any(void) {
  for (int i = 0; i < 2; i++) {
    int fd = new_socket(AF_INET, SOCK_STREAM, 0);
    option(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    if (i == 1) CHECK(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3));
    bind_to(fd, AF_INET, "0.0.0.0", port, NULL);
    CHECK(listen(fd, 5));
  }
  own();
}
static void case_multicast6(void) {
  int fd = new_socket(AF_INET6, SOCK_DGRAM, 0);
  bind_to(fd, AF_INET6, "ff02::fb", port, "lab0");
  own();
}
static void case_udp_v6only(void) {
  int fd = new_socket(AF_INET6, SOCK_DGRAM, 0);
  option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  bind_to(fd, AF_INET6, "::", port, NULL);
  own();
}
/* Connected, then let go again: open to all as before. */
static void case_udp_disconnected(void) {
  int fd = udp_at(AF_INET, "127.0.0.1", port);
  connect_to(fd, 9);
  struct sockaddr none = {.sa_family = AF_UNSPEC};
  CHECK(connect(fd, &none, sizeof none));
  own();
}
static void case_udp6_connected(void) {
  int fd = udp_at(AF_INET6, "::1", port);
  struct sockaddr_in6 a = {.sin6_family = AF_INET6, .sin6_port = htons(9), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  CHECK(connect(fd, (void *)&a, sizeof a));
  own();
}
/* listen(2) without bind(2): the kernel picks the port. */
static void case_listen_unbound(void) {
  CHECK(listen(new_socket(AF_INET, SOCK_STREAM, 0), 5));
  own();
}
static void case_shut_down(void) {
  int fd = tcp_at(AF_INET, "0.0.0.0", port);
  CHECK(shutdown(fd, SHUT_RD));
  own();
}
/* The listener is closed, a connection that came through it is not. */
static void case_accepted(void) {
  int listener = tcp_at(AF_INET, "127.0.0.1", port), out = new_socket(AF_INET, SOCK_STREAM, 0);
  connect_to(out, port);
  CHECK(accept(listener, NULL, NULL));
  close(listener);
  own();
}
static void case_raw_bound(void) {
  bind_to(new_socket(AF_INET, SOCK_RAW, 253), AF_INET, "127.0.0.1", 0, NULL);
  own();
}
static void case_raw_connected(void) {
  connect_to(new_socket(AF_INET, SOCK_RAW, 254), 0);
  own();
}
/* Protocol 0: it can send, and receives nothing (packet(7)). */
static void case_packet_idle(void) { new_socket(AF_PACKET, SOCK_RAW, 0); own(); }

const struct lab_case socket_cases[] = {
  CASE(tcp4), CASE(tcp6_dual), CASE(tcp6_specific), CASE(mapped), CASE(v6only), CASE(both_families),
  CASE(two_loopbacks), CASE(device_lo), CASE(device_veth), CASE(freebind), CASE(transparent), CASE(mptcp),
  CASE(backlog_zero), CASE(waiting_connection), CASE(udp4), CASE(udp6), CASE(multicast), CASE(udp_connected),
  CASE(bound_only), CASE(udp_client), CASE(udp_shared_port), CASE(udplite), CASE(sctp), CASE(raw4), CASE(raw6),
  CASE(packet_all), CASE(packet_lldp), CASE(link_local), CASE(population), CASE(device_and_any), CASE(multicast6),
  CASE(udp_v6only), CASE(udp_disconnected), CASE(udp6_connected), CASE(listen_unbound), CASE(shut_down),
  CASE(accepted), CASE(raw_bound), CASE(raw_connected), CASE(packet_idle), {NULL, NULL},
};
