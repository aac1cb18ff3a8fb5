import type { HeaderEntry } from '../http2/hpack-decoder.js';
import type { StreamHandle, StreamReceiver, StreamResult } from './http2-session.js';

/** What a stream needs from its session. */
interface StreamOwner {
  cancelStream(stream: ClientStream, result: StreamResult): void;
}

type ReceivedHeaders = Record<string, string | string[] | undefined>;

/** One request and the part of its answer that has arrived. */
export class ClientStream implements StreamHandle {
  readonly id: number;
  readonly #owner: StreamOwner;
  readonly #receiver: StreamReceiver;
  /** The server's flow-control window for this stream. Unit: bytes. */
  sendWindow: number;
  /** The part of the body that was not sent yet; `null` when all was. */
  rest: Buffer | null = null;
  /** 0 until the answer begins. */
  status = 0;
  /** The invalid value of `:status`; empty where it is missing, `null` while there is no such answer. */
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

  /** Adds a header block: that of the answer, of an interim answer (1xx), or trailers. */
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
    // A status has three digits (RFC 9110 §15).
    if (!/^[1-9]\d\d$/.test(status)) this.badStatus = status;
    else if (status.startsWith('1')) return;
    else this.status = Number(status);
    this.#headers = headers;
  }

  addBody(bytes: Buffer): void {
    this.#bodyBytes += bytes.length;
    // Copied, since the socket reuses its buffer.
    (this.#body ??= []).push(Buffer.from(bytes));
  }

  answer(): StreamResult {
    const body = this.#body === null ? '' : Buffer.concat(this.#body).toString('utf8');
    return { kind: 'answer', status: this.status, headers: this.#headers, body };
  }

  /** Reports the result, once. */
  finish(result: StreamResult): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#receiver.onResult(result);
  }
}
