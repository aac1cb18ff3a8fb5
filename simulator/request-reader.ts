import { constants, type ServerHttp2Stream } from 'node:http2';
import type { Connection } from './connection.js';
import type { ArrivedRequest } from './exchange.js';

/** A body beyond this is not read further: it is refused whatever comes. Unit: bytes. */
const READ_LIMIT_BYTES = 64 * 1024;
/** What is longer is refused as too large, so nobody needs to see the rest. Unit: bytes. */
const DECODED_BYTES = 8192;
/** For all requests that are still arriving. Unit: bytes. */
const TOTAL_LIMIT_BYTES = 64 * 1024 * 1024;
/** How often unfinished requests are looked at. Unit: milliseconds. */
const SWEEP_MS = 250;

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

interface Unfinished {
  readonly connection: Connection;
  readonly rawHeaders: readonly string[];
  readonly chunks: Buffer[];
  bodyBytes: number;
  /** Of these, those in `chunks`. */
  keptBytes: number;
  /** The sweep at which a part of the body last came. */
  lastSweep: number;
}

/**
 * @param idleMs - Asked for at each sweep.
 * @param arrived - Called once for every request.
 */
export function createRequestReader(
  idleMs: () => number,
  arrived: (request: ArrivedRequest) => void,
): RequestReader {
  // The garbage collector keeps finished streams for long, and with them whatever their listeners hold.
  // So the listeners are the same for all and hold nothing; what belongs to a request is found here.
  const unfinished = new Map<ServerHttp2Stream, Unfinished>();
  let keptBytes = 0;

  // Counting sweeps is exact enough, and reading a clock for every part of a body is not free.
  let sweeps = 0;
  const sweep = setInterval(() => {
    sweeps++;
    if (unfinished.size === 0) return;
    const patience = Math.ceil(idleMs() / SWEEP_MS);
    for (const [stream, entry] of [...unfinished]) {
      if (stream.destroyed) forget(stream, entry);
      else if (sweeps - entry.lastSweep > patience) finish(stream, true);
    }
  }, SWEEP_MS);
  sweep.unref();

  function onData(this: ServerHttp2Stream, chunk: Buffer): void {
    const entry = unfinished.get(this);
    if (entry === undefined) return;
    entry.bodyBytes += chunk.length;
    entry.lastSweep = sweeps;
    if (entry.keptBytes < DECODED_BYTES) {
      if (keptBytes > TOTAL_LIMIT_BYTES) {
        forget(this, entry);
        this.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
        return;
      }
      entry.chunks.push(chunk);
      entry.keptBytes += chunk.length;
      keptBytes += chunk.length;
    }
    if (entry.bodyBytes <= READ_LIMIT_BYTES) return;
    finish(this, false);
    // The answer has been given; what is still on its way is not wanted.
    this.close(constants.NGHTTP2_NO_ERROR);
  }

  function onEnd(this: ServerHttp2Stream): void {
    finish(this, false);
  }

  function forget(stream: ServerHttp2Stream, entry: Unfinished): void {
    unfinished.delete(stream);
    keptBytes -= entry.keptBytes;
  }

  function finish(stream: ServerHttp2Stream, timedOut: boolean): void {
    const entry = unfinished.get(stream);
    if (entry === undefined) return;
    forget(stream, entry);
    const { connection, rawHeaders, chunks, bodyBytes } = entry;
    const [only] = chunks;
    const bytes = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
    const body = bytes.toString('utf8', 0, DECODED_BYTES);
    arrived({ connection, stream, rawHeaders, body, bodyBytes, timedOut });
  }

  return {
    read(connection, stream, rawHeaders, hasBody) {
      stream.on('error', ignore);
      if (!hasBody) {
        arrived({ connection, stream, rawHeaders, body: '', bodyBytes: 0, timedOut: false });
        return;
      }
      unfinished.set(stream, {
        connection,
        rawHeaders,
        chunks: [],
        bodyBytes: 0,
        keptBytes: 0,
        lastSweep: sweeps,
      });
      stream.on('data', onData);
      stream.on('end', onEnd);
    },
    close: () => clearInterval(sweep),
  };
}

function ignore(): void {
  // A stream that a client gives up is no concern of the server.
}
