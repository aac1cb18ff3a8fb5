import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect as connectHttp2,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type Settings,
} from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { omitUndefined } from '#shared/omit-undefined';

export interface ClientOptions {
  readonly url: string;
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  /** Absent: `h2`. Empty: no ALPN at all. */
  readonly alpn?: readonly string[];
}

export interface ClientAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders & IncomingHttpStatusHeader;
  readonly body: string;
  /** From the JSON body; `null` without one. */
  readonly reason: string | null;
}

export interface Goaway {
  readonly code: number;
  readonly lastStreamId: number;
  readonly debug: string;
}

/** An HTTP/2 connection of a test, which remembers what the server told it. */
export interface Client {
  readonly session: ClientHttp2Session;
  /** The stream limits announced so far, in order. */
  readonly streamLimits: number[];
  readonly goaways: Goaway[];
  /** Rejects when the stream is reset or the connection ends before an answer. */
  ask(headers: Record<string, string | string[]>, body?: string | Buffer): Promise<ClientAnswer>;
  closed(): Promise<void>;
  destroy(): void;
}

export async function connectClient({ url, ca, cert, key, alpn = ['h2'] }: ClientOptions): Promise<Client> {
  const { hostname, port } = new URL(url);
  const socket = connectTls({
    host: hostname,
    port: Number(port),
    ca,
    ...omitUndefined({ cert, key }),
    ...(alpn.length > 0 && { ALPNProtocols: [...alpn] }),
  });
  await once(socket, 'secureConnect');
  const session = connectHttp2(url, { createConnection: () => socket });
  const streamLimits: number[] = [];
  const goaways: Goaway[] = [];
  session.on('error', () => undefined);
  socket.on('error', () => undefined);
  session.on('remoteSettings', (settings: Settings) => {
    streamLimits.push(settings.maxConcurrentStreams ?? -1);
  });
  const onGoaway = (code: number, lastStreamId: number, data?: Buffer) =>
    goaways.push({ code, lastStreamId, debug: data?.toString('utf8') ?? '' });
  session.on('goaway', onGoaway);
  return {
    session,
    streamLimits,
    goaways,
    ask: (headers, body = '') => ask(session, headers, body),
    async closed() {
      if (!session.destroyed) await once(session, 'close');
    },
    destroy: () => session.destroy(),
  };
}

function ask(
  session: ClientHttp2Session,
  headers: Record<string, string | string[]>,
  body: string | Buffer,
): Promise<ClientAnswer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body.length === 0 });
    let answer: (IncomingHttpHeaders & IncomingHttpStatusHeader) | undefined;
    let text = '';
    stream.setEncoding('utf8');
    stream.on('response', (received) => {
      answer = received;
    });
    stream.on('data', (part: string) => {
      text += part;
    });
    stream.on('error', reject);
    stream.on('close', () => {
      if (answer === undefined) {
        reject(new Error(`No answer (RST_STREAM ${stream.rstCode})`));
        return;
      }
      resolve({ status: answer[':status'] ?? 0, headers: answer, body: text, reason: reasonOf(text) });
    });
    if (body.length > 0) stream.end(body);
  });
}

function reasonOf(text: string): string | null {
  if (text === '') return null;
  return (JSON.parse(text) as { readonly reason?: string }).reason ?? null;
}
