import type { Api, ApiContext } from './api.js';
import type { SignedKey } from './authority/certificate.js';
import { broadcastApi } from './broadcast-api.js';
import { channelApi } from './channel-api.js';
import type { ClientConnection } from './client-connection.js';
import { deviceApi } from './device-api.js';
import { type Listener, openListener } from './listener.js';
import { RequestHandler } from './request-handler.js';
import { createRequestReader } from './request-reader.js';

/** Time for pending answers when a connection is closed. Unit: milliseconds. */
const GRACE_MS = 100;
/** How often idle connections are checked. Unit: milliseconds. */
const IDLE_SWEEP_MS = 500;

const NO_ANSWER = { body: '', status: null, reason: null, apnsId: null, ruleId: null };

export interface ServiceOptions {
  readonly host: string;
  readonly port: number;
  readonly managementPort: number;
  readonly server: SignedKey;
}

/** The listening service: one port for devices and broadcasts, one for channel management. */
export interface Service {
  readonly port: number;
  readonly managementPort: number;
  /** Sends GOAWAY to every client, as APNs does, and stops listening. */
  close(): Promise<void>;
}

/** @throws AppError `port-in-use`. */
export async function openService(options: ServiceOptions, context: ApiContext): Promise<Service> {
  const { world, clock, log, changed } = context;
  const listen = async (port: number, apiOf: (path: string) => Api) => {
    const reader = createRequestReader(
      () => world.switches.requestIdleMs,
      (received) => {
        if (received.connection.willAnswer(received.stream.id)) {
          new RequestHandler(received, apiOf, context).run();
        }
      },
    );
    const listener = await openListener({
      host: options.host,
      port,
      server: options.server,
      initialStreams: () => world.switches.streamsBeforeFirstToken,
      clock,
      onReady: (connection) => checkClientCertificate(connection, context),
      onStream: (connection, stream) => reader.read(connection, stream),
      onRefused(rawHeaders, because) {
        log.add({ ...NO_ANSWER, atMs: clock.now(), rawHeaders, because });
        changed();
      },
    });
    return { listener, reader };
  };

  const device = await listen(options.port, (path) =>
    path.startsWith('/4/broadcasts/') ? broadcastApi : deviceApi,
  );
  const management = await listen(options.managementPort, () => channelApi).catch(async (error: unknown) => {
    device.reader.close();
    await device.listener.close();
    throw error;
  });
  const parts = [device, management];
  const sweep = setInterval(() => {
    const { connectionIdleMs } = world.switches;
    if (connectionIdleMs === null) return;
    for (const { listener } of parts) closeIdle(listener, clock.now() - connectionIdleMs);
  }, IDLE_SWEEP_MS).unref();

  return {
    port: device.listener.port,
    managementPort: management.listener.port,
    async close() {
      clearInterval(sweep);
      await Promise.all(parts.map(({ listener }) => endListener(listener)));
      for (const { reader } of parts) reader.close();
    },
  };
}

/** Closes the connection at once if the client certificate is for the other environment. */
function checkClientCertificate(connection: ClientConnection, { world }: ApiContext): void {
  const { certificate } = connection;
  if (certificate?.isPushCertificate !== true || certificate.environments.includes(world.environment)) return;
  connection.goAway(JSON.stringify({ reason: 'BadCertificateEnvironment' }), 'none', GRACE_MS);
}

function closeIdle({ connections }: Listener, sinceMs: number): void {
  for (const connection of connections) {
    if (connection.lastRequestMs < sinceMs) {
      connection.goAway(JSON.stringify({ reason: 'IdleTimeout' }), 'last', GRACE_MS);
    }
  }
}

async function endListener(listener: Listener): Promise<void> {
  const closed = listener.close();
  for (const connection of listener.connections) connection.goAway('', 'last', GRACE_MS);
  await closed;
}
