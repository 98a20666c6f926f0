/**
 * The system calls that Node does not offer, through koffi: the only file that binds native functions.
 * Numbers are those of linux/*.h; each function returns -1 and leaves `errno()` when it fails.
 */
import { createRequire } from "node:module";
import { arch, constants, endianness } from "node:os";

export const CLONE_NEWNET = 0x40000000;
export const AF_NETLINK = 16;
export const AF_INET = 2;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_CLOEXEC = 0o2000000;
export const SOL_SOCKET = 1;
export const SO_RCVTIMEO = 20;
export const NETLINK_SOCK_DIAG = 4;
export const NETLINK_ROUTE = 0;
/** ioctl on a socket: a descriptor of its network namespace (linux/sockios.h). */
export const SIOCGSKNS = 0x894c;
/** O_EXCL, as linux/pidfd.h has it. */
export const PIDFD_THREAD = 0o200;
export const ENOENT = constants.errno.ENOENT;
export const EAGAIN = constants.errno.EAGAIN;
export const EINTR = constants.errno.EINTR;

export interface Libc {
  setns(descriptor: number, type: number): number;
  socket(domain: number, type: number, protocol: number): number;
  setsockopt(descriptor: number, level: number, option: number, value: Uint8Array, length: number): number;
  send(descriptor: number, bytes: Uint8Array, length: number, flags: number): number;
  recv(descriptor: number, bytes: Uint8Array, length: number, flags: number): number;
  read(descriptor: number, bytes: Uint8Array, length: number): number;
  close(descriptor: number): number;
  ioctl(descriptor: number, request: number, argument: number): number;
  /** `flags` is 0, or {@link PIDFD_THREAD} for the number of a thread. */
  pidfdOpen(pid: number, flags: number): number;
  pidfdGetfd(pidfd: number, descriptor: number): number;
  /** A descriptor of a new ring with one entry (io_uring_setup(2)). */
  ioUringSetup(): number;
  /** Whether a thread uses its process's descriptor table (kcmp(2)); null when the kernel does not tell. */
  sharesDescriptors(pid: number, thread: number): boolean | null;
  /** bpf(2); `attributes` is the `union bpf_attr`. */
  bpf(command: number, attributes: Uint8Array): number;
  /** The address of a buffer's bytes, valid for as long as the buffer is kept. */
  addressOf(bytes: Uint8Array): bigint;
  /** The positive error number of the last failed call. */
  errno(): number;
  /** `EPERM` for 1. */
  errorName(errno: number): string;
}

const SYS_IO_URING_SETUP = 425;
/** `struct io_uring_params`, all zeros for a plain ring. */
const URING_PARAMETERS_LENGTH = 120;
const SYS_PIDFD_OPEN = 434;
const SYS_PIDFD_GETFD = 438;
/** These have a number of their own on each architecture (asm/unistd.h). */
const SYS_BPF: Readonly<Record<string, number>> = {
  x64: 321,
  arm64: 280,
  riscv64: 280,
  loong64: 280,
  ppc64: 361,
};
const SYS_KCMP: Readonly<Record<string, number>> = {
  x64: 312,
  arm64: 272,
  riscv64: 272,
  loong64: 272,
  ppc64: 354,
};
const KCMP_FILES = 2;

function bindLibc(): Libc {
  const koffi = createRequire(import.meta.url)("koffi") as typeof import("koffi");
  const library = koffi.load(null);
  const bind = (declaration: string) => library.func(declaration) as (...values: unknown[]) => number;
  const syscall = bind(
    "int64_t syscall(int64_t number, int64_t a, int64_t b, int64_t c, int64_t d, int64_t e)",
  );
  const syscallPointer = bind("int64_t syscall(int64_t number, int64_t a, void *b, int64_t c)");
  const bpfNumber = SYS_BPF[arch()];
  const kcmpNumber = SYS_KCMP[arch()];
  return {
    setns: bind("int setns(int descriptor, int type)"),
    socket: bind("int socket(int domain, int type, int protocol)"),
    setsockopt: bind("int setsockopt(int descriptor, int level, int option, void *value, uint32_t length)"),
    send: bind("int64_t send(int descriptor, void *bytes, size_t length, int flags)"),
    recv: bind("int64_t recv(int descriptor, void *bytes, size_t length, int flags)"),
    read: bind("int64_t read(int descriptor, void *bytes, size_t length)"),
    close: bind("int close(int descriptor)"),
    ioctl: bind("int ioctl(int descriptor, unsigned long request, unsigned long argument)"),
    pidfdOpen: (pid, flags) => syscall(SYS_PIDFD_OPEN, pid, flags, 0, 0, 0),
    pidfdGetfd: (pidfd, descriptor) => syscall(SYS_PIDFD_GETFD, pidfd, descriptor, 0, 0, 0),
    ioUringSetup: () => syscallPointer(SYS_IO_URING_SETUP, 1, new Uint8Array(URING_PARAMETERS_LENGTH), 0),
    sharesDescriptors: (pid, thread) => {
      const order = kcmpNumber === undefined ? -1 : syscall(kcmpNumber, pid, thread, KCMP_FILES, 0, 0);
      return order < 0 ? null : order === 0;
    },
    bpf: (command, attributes) =>
      bpfNumber === undefined ? -1 : syscallPointer(bpfNumber, command, attributes, attributes.length),
    addressOf: (bytes) => koffi.address(bytes) as bigint,
    errno: () => koffi.errno(),
    errorName: (errno) =>
      Object.entries(constants.errno).find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`,
  };
}

let bound: Libc | Error | null = null;

/** The bindings; an Error with the reason where they cannot be had (koffi missing, big-endian machine). */
export function openLibc(): Libc | Error {
  if (bound === null) {
    try {
      bound = endianness() === "LE" ? bindLibc() : new Error("this machine is big-endian");
    } catch (error) {
      bound = error instanceof Error ? error : new Error(String(error));
    }
  }
  return bound;
}
