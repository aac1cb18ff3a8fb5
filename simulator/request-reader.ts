import { LinkedList } from '#core/apns/linked-list';
import { ERROR_CODE } from '#core/http2/http2-error';
import type { ClientConnection } from './client-connection.js';
import type { RequestReceiver, ServerStream } from './http2/server-stream.js';
import type { ReceivedRequest } from './request-handler.js';

/** A longer body is not read to its end: it is refused anyway. Unit: bytes. */
const READ_LIMIT_BYTES = 32 * 1024;
/** Bytes kept of a body; longer ones are refused as too large. Unit: bytes. */
const KEPT_BYTES = 8192;
/** Total memory for incomplete requests, including headers. Unit: bytes. */
const TOTAL_LIMIT_BYTES = 64 * 1024 * 1024;
/** How often incomplete requests are checked. Unit: milliseconds. */
const CHECK_INTERVAL_MS = 250;
const NOTHING = Buffer.alloc(0);

/** Reads request bodies, with limits on their size and on the time between two parts. */
export interface RequestReader {
  read(connection: ClientConnection, stream: ServerStream): void;
  close(): void;
}

/** Owns the requests that are arriving. */
interface ReaderState {
  /** Number of checks so far. Precise enough, and cheaper than reading the clock for every part of a body. */
  readonly sweeps: number;
  /** Accounts for more memory. @returns false if it exceeds the limit. */
  keep(bytes: number): boolean;
  finish(entry: IncomingRequest, body: string, timedOut: boolean): void;
  release(entry: IncomingRequest): void;
}

/** A request that is still arriving. */
class IncomingRequest implements RequestReceiver {
  previous: IncomingRequest | null = null;
  next: IncomingRequest | null = null;
  readonly connection: ClientConnection;
  readonly stream: ServerStream;
  /** Memory used. Unit: bytes. */
  keptBytes = 0;
  /** The check before which its latest part arrived. */
  lastSweep: number;
  readonly #shelf: ReaderState;
  #body: Buffer = NOTHING;

  constructor(connection: ClientConnection, stream: ServerStream, shelf: ReaderState) {
    this.connection = connection;
    this.stream = stream;
    this.#shelf = shelf;
    this.lastSweep = shelf.sweeps;
  }

  /** Must be called once, after the request was added to the list. */
  begin(): void {
    this.stream.receiver = this;
    this.#keep(this.stream.headerBytes);
  }

  onData(part: Buffer, isLast: boolean): void {
    this.lastSweep = this.#shelf.sweeps;
    if (isLast) {
      this.finish(part, false);
    } else if (this.stream.bodyBytes > READ_LIMIT_BYTES) {
      this.finish(NOTHING, false);
    } else if (this.#body.length < KEPT_BYTES && this.#keep(part.length)) {
      this.#body = Buffer.concat([this.#body, part]);
    }
  }

  onClose(): void {
    this.#shelf.release(this);
  }

  /** @param last - The last part of the body. */
  finish(last: Buffer, timedOut: boolean): void {
    const whole = this.#body.length === 0 ? last : Buffer.concat([this.#body, last]);
    this.#shelf.finish(this, whole.toString('utf8', 0, KEPT_BYTES), timedOut);
  }

  #keep(bytes: number): boolean {
    this.keptBytes += bytes;
    if (this.#shelf.keep(bytes)) return true;
    this.stream.reset(ERROR_CODE.enhanceYourCalm);
    return false;
  }
}

/**
 * @param idleMs - Called at each check.
 * @param arrived - Called once for every request.
 */
export function createRequestReader(
  idleMs: () => number,
  arrived: (request: ReceivedRequest) => void,
): RequestReader {
  const arriving = new LinkedList<IncomingRequest>();
  let keptBytes = 0;

  const shelf = {
    sweeps: 0,
    keep(bytes: number) {
      keptBytes += bytes;
      return keptBytes <= TOTAL_LIMIT_BYTES;
    },
    finish(entry: IncomingRequest, body: string, timedOut: boolean) {
      const { connection, stream } = entry;
      shelf.release(entry);
      arrived({ connection, stream, body, timedOut });
    },
    release(entry: IncomingRequest) {
      entry.stream.receiver = null;
      arriving.remove(entry);
      keptBytes -= entry.keptBytes;
    },
  } satisfies ReaderState;

  const sweep = setInterval(() => {
    shelf.sweeps++;
    const patience = Math.ceil(idleMs() / CHECK_INTERVAL_MS);
    const late: IncomingRequest[] = [];
    for (let entry = arriving.first; entry !== null; entry = entry.next) {
      if (shelf.sweeps - entry.lastSweep > patience) late.push(entry);
    }
    for (const entry of late) {
      // Answering one may close its connection, and so close others.
      if (!entry.stream.isClosed) entry.finish(NOTHING, true);
    }
  }, CHECK_INTERVAL_MS);
  sweep.unref();

  return {
    read(connection, stream) {
      if (stream.isComplete) {
        arrived({ connection, stream, body: '', timedOut: false });
        return;
      }
      const entry = new IncomingRequest(connection, stream, shelf);
      arriving.add(entry);
      entry.begin();
    },
    close: () => clearInterval(sweep),
  };
}
