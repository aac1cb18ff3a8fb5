// @ts-check
/**
 * A server that costs next to nothing: TLS by Node, HTTP/2 frames by hand. It answers 200 to every stream whose
 * body has ended, without reading a header. `node engine-server.mjs CERT KEY [DELAY-MS [ids]]`; prints its port. With
 * `ids` each answer carries an `apns-id` of its own, as those of APNs do.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';

const [certPath = '', keyPath = '', delay = '0', ids] = process.argv.slice(2);
const delayMs = Number(delay);
const FRAME = { data: 0, headers: 1, settings: 4, ping: 6, goaway: 7, windowUpdate: 8 };
const END_STREAM = 1;
const ACK = 1;
const PREFACE_BYTES = 24;
/** `:status: 200` is entry 8 of the static table (RFC 7541, appendix A). */
const STATUS_200 = 0x88;
const WINDOW_BYTES = 1 << 24;

/** @param {number} type @param {number} flags @param {number} stream @param {Buffer} payload */
function frame(type, flags, stream, payload) {
  const bytes = Buffer.allocUnsafe(9 + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(stream, 5);
  payload.copy(bytes, 9);
  return bytes;
}

/** @param {readonly [number, number][]} pairs */
function settings(pairs) {
  const payload = Buffer.alloc(pairs.length * 6);
  pairs.forEach(([id, value], index) => {
    payload.writeUInt16BE(id, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  });
  return frame(FRAME.settings, 0, 0, payload);
}

/** @param {number} value */
function number(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** `apns-id` as a literal that is not indexed, with its name (RFC 7541, section 6.2.2). */
const APNS_ID = Buffer.from([0, 7, ...Buffer.from('apns-id'), 36]);

/** @param {readonly number[]} streams */
function answers(streams) {
  if (ids === 'ids') {
    return Buffer.concat(
      streams.map((stream) =>
        frame(
          FRAME.headers,
          0x4 | END_STREAM,
          stream,
          Buffer.concat([Buffer.from([STATUS_200]), APNS_ID, Buffer.from(randomUUID())]),
        ),
      ),
    );
  }
  const bytes = Buffer.allocUnsafe(streams.length * 10);
  streams.forEach((stream, index) => {
    const at = index * 10;
    bytes.writeUIntBE(1, at, 3);
    bytes[at + 3] = FRAME.headers;
    bytes[at + 4] = 0x4 | END_STREAM;
    bytes.writeUInt32BE(stream, at + 5);
    bytes[at + 9] = STATUS_200;
  });
  return bytes;
}

const options = { cert: readFileSync(certPath), key: readFileSync(keyPath), ALPNProtocols: ['h2'] };
const server = createServer(options, (socket) => {
  let rest = Buffer.alloc(0);
  let greeted = false;
  let consumed = 0;
  /** @type {{ at: number, streams: number[] }[]} */
  const later = [];
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  // What APNs sends: 1000 streams, windows of 65535 bytes a stream; ours for the connection never fills.
  socket.write(
    settings([
      [3, 1000],
      [4, 65_535],
    ]),
  );
  socket.write(frame(FRAME.windowUpdate, 0, 0, number(WINDOW_BYTES)));
  const timer =
    delayMs === 0
      ? null
      : setInterval(() => {
          const now = performance.now();
          while (later[0] !== undefined && later[0].at <= now)
            socket.write(answers(later.shift()?.streams ?? []));
        }, 1);
  socket.on('close', () => timer !== null && clearInterval(timer));
  socket.on('data', (chunk) => {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    if (!greeted) {
      if (bytes.length < PREFACE_BYTES) {
        rest = bytes;
        return;
      }
      greeted = true;
      at = PREFACE_BYTES;
    }
    /** @type {number[]} */
    const ended = [];
    while (at + 9 <= bytes.length) {
      const length = bytes.readUIntBE(at, 3);
      if (at + 9 + length > bytes.length) break;
      const type = bytes[at + 3];
      const flags = bytes[at + 4] ?? 0;
      const stream = bytes.readUInt32BE(at + 5);
      if (type === FRAME.data || type === FRAME.headers) {
        if (type === FRAME.data) consumed += length;
        if ((flags & END_STREAM) !== 0) ended.push(stream);
      } else if (type === FRAME.settings && (flags & ACK) === 0) {
        socket.write(frame(FRAME.settings, ACK, 0, Buffer.alloc(0)));
      } else if (type === FRAME.ping && (flags & ACK) === 0) {
        socket.write(frame(FRAME.ping, ACK, 0, bytes.subarray(at + 9, at + 17)));
      }
      at += 9 + length;
    }
    rest = bytes.subarray(at);
    if (consumed > WINDOW_BYTES / 2) {
      socket.write(frame(FRAME.windowUpdate, 0, 0, number(consumed)));
      consumed = 0;
    }
    if (ended.length === 0) return;
    if (delayMs === 0) socket.write(answers(ended));
    else later.push({ at: performance.now() + delayMs, streams: ended });
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.stdout.write(`${address.port}\n`);
});
