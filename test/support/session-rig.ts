import { type Duplex, duplexPair } from 'node:stream';
import { openClientSession } from '#core/apns/client-session';
import type { Goaway, Http2Session, StreamHandle, StreamResult, WireHeaders } from '#core/apns/http2-session';
import { systemClock } from '#core/ports/system-ports';
import type { DeliveryFailure } from '#shared/apns/push';
import { settingsFrame } from './http2-frames.js';

/** A session whose server is a test that writes bytes. */
export interface SessionRig {
  readonly session: Http2Session;
  /** The server's end. */
  readonly server: Duplex;
  /** All that the session wrote so far. */
  readonly sent: () => Buffer;
  readonly goaways: readonly Goaway[];
  /** How the session ended: one entry at most. */
  readonly ends: readonly DeliveryFailure[];
  readonly results: readonly StreamResult[];
  /** Sends a request; what becomes of it is added to the results. */
  ask(body?: Buffer | string, headers?: WireHeaders): StreamHandle;
  /** Lets everything that is on its way arrive. */
  settle(): Promise<void>;
}

export const SIMPLE_REQUEST: WireHeaders = {
  ':method': 'POST',
  ':path': '/3/device/ab',
  'apns-topic': 'com.example',
};

/** Opens a session. @param greeting - The server's SETTINGS; `null`: it says nothing yet. */
export async function openSessionRig(
  greeting: readonly (readonly [id: number, value: number])[] | null = [[3, 100]],
): Promise<SessionRig> {
  const [client, server] = duplexPair();
  const chunks: Buffer[] = [];
  server.on('data', (chunk: Buffer) => chunks.push(chunk));
  server.on('error', () => undefined);
  const goaways: Goaway[] = [];
  const results: StreamResult[] = [];
  const ends: DeliveryFailure[] = [];
  const session = openClientSession({
    id: 'rig',
    origin: 'https://localhost:2197',
    socket: Object.assign(client, { alpnProtocol: 'h2' }),
    clock: systemClock,
    events: {
      onCapacity: () => undefined,
      onReady: () => undefined,
      onGoaway: (goaway) => goaways.push(goaway),
      onEnd: (failure) => ends.push(failure),
    },
  });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  if (greeting !== null) server.write(settingsFrame(greeting));
  await settle();
  return {
    session,
    server,
    sent: () => Buffer.concat(chunks),
    goaways,
    ends,
    results,
    ask: (body = '{"aps":{}}', headers = SIMPLE_REQUEST) =>
      session.request(headers, Buffer.from(body), { onResult: (result) => results.push(result) }),
    settle,
  };
}
