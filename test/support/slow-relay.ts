import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll } from 'vitest';

/** Passes bytes on between its port and another, each way late by half a round trip. Unit: milliseconds. */
export async function openSlowRelay(toPort: number, roundTripMs: number): Promise<number> {
  const sockets = new Set<Socket>();
  const forward = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on('data', (chunk) => setTimeout(() => to.destroyed || to.write(chunk), roundTripMs / 2));
    from.on('close', () => to.destroy());
    from.on('error', () => to.destroy());
  };
  const relay = createServer((client) => {
    const server = connect(toPort, '127.0.0.1');
    forward(client, server);
    forward(server, client);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    relay.close();
  });
  return (relay.address() as AddressInfo).port;
}
