/** Sockets of our own on loopback, for the self-test: it must find what it made. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

export interface LoopbackListener {
  readonly port: number;
  close(): void;
}

/** Opens one on a free port; rejects when the system refuses. */
export async function openLoopbackListener(protocol: "tcp" | "udp"): Promise<LoopbackListener> {
  if (protocol === "tcp") {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return { port: (server.address() as AddressInfo).port, close: () => server.close() };
  }
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { port: socket.address().port, close: () => socket.close() };
}
