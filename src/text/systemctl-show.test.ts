import fc from "fast-check";
import { expect, it } from "vitest";
import { parseSystemctlShow } from "./systemctl-show.ts";

// As systemd 252 prints it.
const TEXT = `Listen=[::]:22 (Stream)
Id=ssh.socket
Triggers=ssh.service

Listen=/run/dbus/system_bus_socket (Stream)
Id=dbus.socket
Triggers=dbus.service

Listen=0.0.0.0:111 (Stream) 0.0.0.0:111 (Datagram)
Listen=[::]:111 (Stream)
Id=rpcbind.socket
Triggers=rpcbind.service

Id=empty.socket
Triggers=
`;

it("reads streams and datagrams with the service that they start", () => {
  expect(parseSystemctlShow(TEXT)).toEqual([
    { socketUnit: "ssh.socket", service: "ssh.service", protocol: "tcp", address: "::", port: 22 },
    {
      socketUnit: "rpcbind.socket",
      service: "rpcbind.service",
      protocol: "tcp",
      address: "0.0.0.0",
      port: 111,
    },
    {
      socketUnit: "rpcbind.socket",
      service: "rpcbind.service",
      protocol: "udp",
      address: "0.0.0.0",
      port: 111,
    },
    { socketUnit: "rpcbind.socket", service: "rpcbind.service", protocol: "tcp", address: "::", port: 111 },
  ]);
});

it("never throws", () => {
  fc.assert(
    fc.property(fc.string(), (junk) =>
      Array.isArray(parseSystemctlShow(TEXT.slice(0, junk.length * 3) + junk)),
    ),
  );
});
