import { LinkedList } from '#core/apns/linked-list';
import { ERROR_CODE } from '#core/http2/http2-error';
import type { Connection } from './connection.js';
import type { ArrivedRequest } from './exchange.js';
import type { RequestReceiver, ServerStream } from './http2/server-stream.js';

/** A body beyond this is not read further: it is refused whatever comes. Unit: bytes. */
const READ_LIMIT_BYTES = 32 * 1024;
/** What is longer is refused as too large, so nobody needs to see the rest. Unit: bytes. */
const KEPT_BYTES = 8192;
/** For all requests that are still arriving, headers included. Unit: bytes. */
const TOTAL_LIMIT_BYTES = 64 * 1024 * 1024;
/** How often unfinished requests are looked at. Unit: milliseconds. */
const SWEEP_MS = 250;
const NOTHING = Buffer.alloc(0);

/** Reads request bodies, with a bound on their size and on the time between two parts. */
export interface RequestReader {
  read(connection: Connection, stream: ServerStream): void;
  close(): void;
}

/** Where arriving requests stand. */
interface Shelf {
  /** Counting sweeps is exact enough, and reading a clock for every part of a body is not free. */
  readonly sweeps: number;
  /** @returns False when there is no room for so much more. */
  keep(bytes: number): boolean;
  finish(entry: Arriving, body: string, timedOut: boolean): void;
  release(entry: Arriving): void;
}

/** A request on its way. */
class Arriving implements RequestReceiver {
  previous: Arriving | null = null;
  next: Arriving | null = null;
  readonly connection: Connection;
  readonly stream: ServerStream;
  /** What is held of it. Unit: bytes. */
  keptBytes = 0;
  /** The sweep at which a part of it last came. */
  lastSweep: number;
  readonly #shelf: Shelf;
  #body: Buffer = NOTHING;

  constructor(connection: Connection, stream: ServerStream, shelf: Shelf) {
    this.connection = connection;
    this.stream = stream;
    this.#shelf = shelf;
    this.lastSweep = shelf.sweeps;
  }

  /** To be called once, when it stands where it can be taken away again. */
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

  /** @param last - What has come of the body beside what is kept. */
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
 * @param idleMs - Asked for at each sweep.
 * @param arrived - Called once for every request.
 */
export function createRequestReader(
  idleMs: () => number,
  arrived: (request: ArrivedRequest) => void,
): RequestReader {
  const arriving = new LinkedList<Arriving>();
  let keptBytes = 0;

  const shelf = {
    sweeps: 0,
    keep(bytes: number) {
      keptBytes += bytes;
      return keptBytes <= TOTAL_LIMIT_BYTES;
    },
    finish(entry: Arriving, body: string, timedOut: boolean) {
      const { connection, stream } = entry;
      shelf.release(entry);
      arrived({ connection, stream, body, timedOut });
    },
    release(entry: Arriving) {
      entry.stream.receiver = null;
      arriving.remove(entry);
      keptBytes -= entry.keptBytes;
    },
  } satisfies Shelf;

  const sweep = setInterval(() => {
    shelf.sweeps++;
    const patience = Math.ceil(idleMs() / SWEEP_MS);
    const late: Arriving[] = [];
    for (let entry = arriving.first; entry !== null; entry = entry.next) {
      if (shelf.sweeps - entry.lastSweep > patience) late.push(entry);
    }
    for (const entry of late) {
      // Answering one may end the connection, and with it others.
      if (!entry.stream.isClosed) entry.finish(NOTHING, true);
    }
  }, SWEEP_MS);
  sweep.unref();

  return {
    read(connection, stream) {
      if (stream.isComplete) {
        arrived({ connection, stream, body: '', timedOut: false });
        return;
      }
      const entry = new Arriving(connection, stream, shelf);
      arriving.add(entry);
      entry.begin();
    },
    close: () => clearInterval(sweep),
  };
}
