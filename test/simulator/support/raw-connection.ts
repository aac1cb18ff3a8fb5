import { once } from 'node:events';
import { connect as connectTls, type TLSSocket } from 'node:tls';

/** Written down once more, so that a test finds what the code has wrong. */
export const FRAME = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goaway: 7,
  window: 8,
  continuation: 9,
} as const;
export const FLAG = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** HTTP/2 spoken by hand, for what a well-behaved client never does and never shows. */
export interface RawConnection {
  readonly socket: TLSSocket;
  /** Everything received so far, frame by frame. */
  frames(): readonly Frame[];
  send(type: number, flags: number, streamId: number, payload?: Uint8Array): void;
  /** Opens a stream. */
  headers(streamId: number, fields: Readonly<Record<string, string>>, flags?: number): void;
  closed(): Promise<void>;
}

export async function openRawConnection(
  address: { readonly url: string; readonly caPem: string },
  options: { readonly preface?: boolean; readonly cert?: string; readonly key?: string } = {},
): Promise<RawConnection> {
  const { preface = true, ...identity } = options;
  const { port } = new URL(address.url);
  const socket = connectTls({ port: Number(port), host: '127.0.0.1', ca: address.caPem, ...identity });
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  const send = (type: number, flags: number, streamId: number, payload: Uint8Array = Buffer.alloc(0)) => {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.length, 0, 3);
    head[3] = type;
    head[4] = flags;
    head.writeUInt32BE(streamId, 5);
    socket.write(Buffer.concat([head, payload]));
  };
  if (preface) {
    socket.write(PREFACE);
    send(FRAME.settings, 0, 0);
  }
  return {
    socket,
    frames: () => splitFrames(Buffer.concat(received)),
    send,
    headers: (streamId, fields, flags = FLAG.endHeaders) =>
      send(FRAME.headers, flags, streamId, encodeHeaders(fields)),
    closed: () =>
      new Promise((resolve) => {
        if (socket.destroyed) resolve();
        else socket.once('close', () => resolve());
      }),
  };
}

/** HPACK literals that are neither indexed nor compressed (RFC 7541 §6.2.2). */
export function encodeHeaders(fields: Readonly<Record<string, string>>): Buffer {
  // Names that begin with a colon must come first.
  const ordered = Object.entries(fields).sort(
    ([a], [b]) => Number(b.startsWith(':')) - Number(a.startsWith(':')),
  );
  return Buffer.concat(ordered.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'latin1');
  return Buffer.concat([integer(bytes.length), bytes]);
}

/** An integer with a prefix of seven bits. */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.from([value]);
  const octets = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = Math.floor(rest / 128)) octets.push((rest % 128) + 128);
  return Buffer.from([...octets, rest]);
}

function splitFrames(bytes: Buffer): readonly Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at + 9 <= bytes.length;) {
    const end = at + 9 + bytes.readUIntBE(at, 3);
    if (end > bytes.length) break;
    frames.push({
      type: bytes[at + 3] ?? 0,
      flags: bytes[at + 4] ?? 0,
      streamId: bytes.readUInt32BE(at + 5),
      payload: bytes.subarray(at + 9, end),
    });
    at = end;
  }
  return frames;
}
