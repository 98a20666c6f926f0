/** Numbers of sockets and of eBPF that the kernel's headers fix (linux/socket.h, net/tcp_states.h, linux/bpf.h). */

export const AF_UNIX = 1;
/** AF_INET, AF_INET6, AF_PACKET: families whose sockets others can reach. */
export const REACHABLE_FAMILIES = [2, 10, 17];
/** The state of a socket without a peer. */
export const TCP_CLOSE = 7;
export const TCP_LISTEN = 10;
/** Helper functions that eBPF programs call. */
export const HELPER_PROBE_READ_KERNEL = 113;
export const HELPER_SEQ_WRITE = 127;
/** `struct bpf_iter__task`, and the start of `struct bpf_iter__task_file`. */
export const ITERATOR_CONTEXT = { meta: 0, task: 8 } as const;
