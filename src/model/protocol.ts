/** The protocols whose sockets can be open to others. */
export const PROTOCOLS = ["tcp", "udp", "udplite", "sctp", "raw", "packet"] as const;

/**
 * `raw` is an AF_INET/AF_INET6 raw socket: its "port" is the IP protocol number (see raw(7)).
 * `packet` is an AF_PACKET socket: its "port" is the EtherType it takes, 3 (ETH_P_ALL) for every one (see packet(7)).
 */
export type Protocol = (typeof PROTOCOLS)[number];
