import type { HeaderEntry } from '../http2/hpack-decoder.js';
import type { StreamHandle, StreamReceiver, StreamResult } from './http2-session.js';

/** What a stream needs of its session. */
interface StreamOwner {
  cancelStream(stream: ClientStream, result: StreamResult): void;
}

type ReceivedHeaders = Record<string, string | string[] | undefined>;

/** One request and its answer as far as it came. */
export class ClientStream implements StreamHandle {
  readonly id: number;
  readonly #owner: StreamOwner;
  readonly #receiver: StreamReceiver;
  /** What the server's window for this stream still takes. Unit: bytes. */
  sendWindow: number;
  /** The part of the body that has not left; `null` when all has. */
  rest: Buffer | null = null;
  /** 0 until the answer begins. */
  status = 0;
  /** What stands in place of a status, where the answer has none that is one; empty for nothing. */
  badStatus: string | null = null;
  #headers: ReceivedHeaders = {};
  #body: Buffer[] | null = null;
  #bodyBytes = 0;
  #settled = false;

  constructor(id: number, owner: StreamOwner, receiver: StreamReceiver, sendWindow: number) {
    this.id = id;
    this.#owner = owner;
    this.#receiver = receiver;
    this.sendWindow = sendWindow;
  }

  get bodyBytes(): number {
    return this.#bodyBytes;
  }

  cancel(result: StreamResult): void {
    if (!this.#settled) this.#owner.cancelStream(this, result);
  }

  /** Takes a header block: the answer's, an interim one (1xx), or trailers. */
  addHeaders(entries: readonly HeaderEntry[]): void {
    if (this.status !== 0) return;
    const headers: ReceivedHeaders = Object.create(null) as ReceivedHeaders;
    let status = '';
    for (const [name, value] of entries) {
      if (name === ':status') {
        status = value;
        continue;
      }
      const before = headers[name];
      if (before === undefined) headers[name] = value;
      else headers[name] = [...(typeof before === 'string' ? [before] : before), value];
    }
    // Three digits (RFC 9110 §15); anything else is no number to judge by.
    if (!/^[1-9]\d\d$/.test(status)) this.badStatus = status;
    else if (status.startsWith('1')) return;
    else this.status = Number(status);
    this.#headers = headers;
  }

  addBody(bytes: Buffer): void {
    this.#bodyBytes += bytes.length;
    // A copy: the bytes lie in a buffer that the socket uses again.
    (this.#body ??= []).push(Buffer.from(bytes));
  }

  answer(): StreamResult {
    const body = this.#body === null ? '' : Buffer.concat(this.#body).toString('utf8');
    return { kind: 'answer', status: this.status, headers: this.#headers, body };
  }

  /** Hands the result over, once. */
  finish(result: StreamResult): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#receiver.onResult(result);
  }
}
