import { constants, type ServerHttp2Stream } from 'node:http2';
import type { Connection } from './connection.js';
import type { ArrivedRequest } from './exchange.js';

/** A body beyond this is not read further: it is refused whatever comes. Unit: bytes. */
const READ_LIMIT_BYTES = 64 * 1024;
/** What is longer is refused as too large, so nobody needs to see the rest. Unit: bytes. */
const DECODED_BYTES = 8192;
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
  readonly stream: ServerHttp2Stream;
  lastMs: number;
  readonly giveUp: () => void;
}

/**
 * @param idleMs - Asked for at each sweep.
 * @param arrived - Called once for every request.
 */
export function createRequestReader(
  elapsed: () => number,
  idleMs: () => number,
  arrived: (request: ArrivedRequest) => void,
): RequestReader {
  const unfinished = new Set<Unfinished>();
  const sweep = setInterval(() => {
    if (unfinished.size === 0) return;
    const oldest = elapsed() - idleMs();
    for (const entry of [...unfinished]) {
      if (entry.stream.destroyed) unfinished.delete(entry);
      else if (entry.lastMs < oldest) entry.giveUp();
    }
  }, SWEEP_MS);
  sweep.unref();

  return {
    read(connection, stream, rawHeaders, hasBody) {
      stream.on('error', ignore);
      if (!hasBody) {
        arrived({ connection, stream, rawHeaders, body: '', bodyBytes: 0, timedOut: false });
        return;
      }
      const chunks: Buffer[] = [];
      let bodyBytes = 0;
      let isDone = false;
      const finish = (timedOut: boolean) => {
        if (isDone) return;
        isDone = true;
        unfinished.delete(entry);
        const [only] = chunks;
        const body = only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
        const text = body.toString('utf8', 0, DECODED_BYTES);
        arrived({ connection, stream, rawHeaders, body: text, bodyBytes, timedOut });
      };
      const entry: Unfinished = { stream, lastMs: elapsed(), giveUp: () => finish(true) };
      unfinished.add(entry);
      stream.on('data', (chunk: Buffer) => {
        bodyBytes += chunk.length;
        entry.lastMs = elapsed();
        if (isDone) return;
        if (bodyBytes <= READ_LIMIT_BYTES) {
          chunks.push(chunk);
          return;
        }
        finish(false);
        // The answer has been given; what is still on its way is not wanted.
        stream.close(constants.NGHTTP2_NO_ERROR);
      });
      stream.on('end', () => finish(false));
    },
    close: () => clearInterval(sweep),
  };
}

function ignore(): void {
  // A stream that a client gives up is no concern of the server.
}
