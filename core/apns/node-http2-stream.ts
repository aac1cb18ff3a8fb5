import { constants, type ClientHttp2Stream } from 'node:http2';
import type { StreamReceiver, StreamResult, StreamTicket } from './http2-session.js';

/** An error body is a line of JSON; a server that sends more is not APNs. Unit: characters. */
const BODY_LIMIT = 64 * 1024;

const { NGHTTP2_CANCEL, NGHTTP2_FLAG_END_STREAM } = constants;

const ENTRY = Symbol('entry');
export type TaggedStream = ClientHttp2Stream & { [ENTRY]?: InFlight };
type ReceivedHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The connection of a stream, as the listeners of the stream see it. */
export interface StreamOwner {
  /** The server has given a sign of life. */
  readonly heard: () => void;
  /** The body has left. */
  readonly bodySent: (entry: InFlight) => void;
  /** Gives a stream its one result. */
  readonly settle: (entry: InFlight, result: StreamResult) => void;
  /** A stream is gone before its answer was complete. */
  readonly settleClosed: (entry: InFlight) => void;
  readonly noteError: (entry: InFlight | undefined, error: Error) => void;
}

/** One stream. The listeners below find it by its stream: one function for all instead of four for each. */
export class InFlight implements StreamTicket {
  previous: InFlight | null = null;
  next: InFlight | null = null;
  readonly session: StreamOwner;
  readonly stream: ClientHttp2Stream;
  readonly receiver: StreamReceiver;
  /** Bytes of the body that have not all left; 0 afterwards. */
  unsent: number;
  settled = false;
  status = 0;
  headers: ReceivedHeaders | null = null;
  body = '';

  constructor(session: StreamOwner, stream: ClientHttp2Stream, receiver: StreamReceiver, bodyBytes: number) {
    this.session = session;
    this.stream = stream;
    this.receiver = receiver;
    this.unsent = bodyBytes;
  }

  cancel(result: StreamResult): void {
    if (this.settled) return;
    this.session.settle(this, this.status === 0 ? result : this.answer());
    this.stream.close(NGHTTP2_CANCEL);
  }

  answer(): StreamResult {
    return { kind: 'answer', status: this.status, headers: this.headers ?? {}, body: this.body };
  }
}

/** Sets the listeners of a stream that was just opened; the others come with its answer. */
export function listenTo(stream: TaggedStream, entry: InFlight): void {
  stream[ENTRY] = entry;
  stream.on('response', onResponse);
  stream.on('finish', onFinish);
  stream.on('error', onError);
  stream.on('close', onClose);
}

function onResponse(
  this: TaggedStream,
  headers: ReceivedHeaders & { readonly ':status'?: number },
  flags: number,
): void {
  const entry = this[ENTRY];
  if (entry === undefined) return;
  entry.session.heard();
  entry.status = headers[':status'] ?? 0;
  entry.headers = headers;
  if ((flags & NGHTTP2_FLAG_END_STREAM) !== 0) {
    this.resume();
    entry.session.settle(entry, entry.answer());
    return;
  }
  this.setEncoding('utf8');
  this.on('data', onData);
  this.on('end', onEnd);
}

function onData(this: TaggedStream, chunk: string): void {
  const entry = this[ENTRY];
  if (entry !== undefined && entry.body.length < BODY_LIMIT) entry.body += chunk;
}

function onEnd(this: TaggedStream): void {
  const entry = this[ENTRY];
  if (entry !== undefined) entry.session.settle(entry, entry.answer());
}

function onFinish(this: TaggedStream): void {
  const entry = this[ENTRY];
  if (entry !== undefined) entry.session.bodySent(entry);
}

function onError(this: TaggedStream, error: Error): void {
  this[ENTRY]?.session.noteError(this[ENTRY], error);
}

function onClose(this: TaggedStream): void {
  const entry = this[ENTRY];
  if (entry !== undefined && !entry.settled) entry.session.settleClosed(entry);
}
