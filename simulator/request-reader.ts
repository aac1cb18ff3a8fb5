import { constants, type ServerHttp2Stream } from 'node:http2';
import { LinkedList } from '#core/apns/linked-list';
import type { Connection } from './connection.js';
import type { ArrivedRequest } from './exchange.js';

/** A body beyond this is not read further: it is refused whatever comes. Unit: bytes. */
const READ_LIMIT_BYTES = 64 * 1024;
/** What is longer is refused as too large, so nobody needs to see the rest. Unit: bytes. */
const KEPT_BYTES = 8192;
/** For all requests that are still arriving. Unit: bytes. */
const TOTAL_LIMIT_BYTES = 64 * 1024 * 1024;
/** How often unfinished requests are looked at. Unit: milliseconds. */
const SWEEP_MS = 250;
const NOTHING = Buffer.alloc(0);
const NO_HEADERS: readonly string[] = [];

/** Reads request bodies, with a bound on their size and on the time between two parts. */
export interface RequestReader {
  read(
    connection: Connection,
    stream: ServerHttp2Stream,
    rawHeaders: readonly string[],
    hasBody: boolean,
  ): void;
  close(): void;
}

/** A request on its way. Once it has arrived it holds nothing, for finished streams are collected late. */
class Arriving {
  previous: Arriving | null = null;
  next: Arriving | null = null;
  stream: ServerHttp2Stream | null;
  connection: Connection | null;
  rawHeaders: readonly string[];
  body: Buffer = NOTHING;
  bodyBytes = 0;
  /** The sweep at which a part of the body last came. */
  lastSweep: number;

  constructor(
    connection: Connection,
    stream: ServerHttp2Stream,
    rawHeaders: readonly string[],
    lastSweep: number,
  ) {
    this.connection = connection;
    this.stream = stream;
    this.rawHeaders = rawHeaders;
    this.lastSweep = lastSweep;
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
  // Counting sweeps is exact enough, and reading a clock for every part of a body is not free.
  let sweeps = 0;

  const sweep = setInterval(() => {
    sweeps++;
    const patience = Math.ceil(idleMs() / SWEEP_MS);
    for (let entry = arriving.first; entry !== null;) {
      const { next } = entry;
      if (entry.stream?.destroyed) release(entry);
      else if (sweeps - entry.lastSweep > patience) finish(entry, true);
      entry = next;
    }
  }, SWEEP_MS);
  sweep.unref();

  function release(entry: Arriving): void {
    arriving.remove(entry);
    keptBytes -= entry.body.length;
    entry.stream = null;
    entry.connection = null;
    entry.rawHeaders = NO_HEADERS;
    entry.body = NOTHING;
  }

  function takePart(entry: Arriving, part: Buffer): void {
    const { stream } = entry;
    if (stream === null) return;
    entry.bodyBytes += part.length;
    entry.lastSweep = sweeps;
    if (entry.body.length < KEPT_BYTES) {
      entry.body = entry.body.length === 0 ? part : Buffer.concat([entry.body, part]);
      keptBytes += part.length;
    }
    if (keptBytes > TOTAL_LIMIT_BYTES) {
      release(entry);
      stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    } else if (entry.bodyBytes > READ_LIMIT_BYTES) {
      finish(entry, false);
      // The answer has been given; what is still on its way is not wanted.
      stream.close(constants.NGHTTP2_NO_ERROR);
    }
  }

  function finish(entry: Arriving, timedOut: boolean): void {
    const { connection, stream, rawHeaders, bodyBytes } = entry;
    if (stream === null || connection === null) return;
    const body = entry.body.toString('utf8', 0, KEPT_BYTES);
    release(entry);
    arrived({ connection, stream, rawHeaders, body, bodyBytes, timedOut });
  }

  return {
    read(connection, stream, rawHeaders, hasBody) {
      stream.on('error', ignore);
      if (!hasBody) {
        arrived({ connection, stream, rawHeaders, body: '', bodyBytes: 0, timedOut: false });
        return;
      }
      const entry = new Arriving(connection, stream, rawHeaders, sweeps);
      arriving.add(entry);
      stream.on('data', (part: Buffer) => takePart(entry, part));
      stream.on('end', () => finish(entry, false));
    },
    close: () => clearInterval(sweep),
  };
}

function ignore(): void {
  // A stream that a client gives up is no concern of the server.
}
