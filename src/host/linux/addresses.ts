/** The addresses of the network namespace that the calling thread is in. */
import {
  parseLocalAddress,
  RTM_GETADDR,
  RTM_NEWADDR,
  writeAddressRequest,
} from "../../wire/route-address.ts";
import { type Libc, NETLINK_ROUTE } from "./libc.ts";
import { openNetlinkSocket } from "./netlink-socket.ts";

/** Canonical texts; null when the kernel refuses. */
export function readAddresses(libc: Libc): ReadonlySet<string> | null {
  const socket = openNetlinkSocket(libc, NETLINK_ROUTE);
  if (typeof socket === "number") return null;
  const addresses = new Set<string>();
  try {
    const { errno } = socket.dump(RTM_GETADDR, writeAddressRequest(), (view, start, end, type) => {
      const address = type === RTM_NEWADDR ? parseLocalAddress(view, start, end) : null;
      if (address !== null) addresses.add(address);
    });
    return errno === 0 ? addresses : null;
  } finally {
    socket[Symbol.dispose]();
  }
}
