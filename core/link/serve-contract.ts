import { setImmediate as nextTurn } from 'node:timers/promises';
import { StandardRPCHandler } from '@orpc/server/standard';
import { createServerPeerHandleRequestFn } from '@orpc/server/standard-peer';
import {
  type EncodedMessage,
  encodeResponseMessage,
  experimental_ServerPeerWithoutCodec,
  MessageType,
} from '@orpc/standard-server-peer';
import type { LinkFault } from '#shared/contract/link-faults';
import { MESSAGE_LIMITS } from '#shared/contract/message-limits';
import type { Clock } from '../ports/ports.js';
import type { PushdeckRouter } from '../router.js';
import { LinkError, readMessage } from './read-message.js';

/** The core's end of a connection to one page. */
export interface LinkEnd {
  readonly send: (message: EncodedMessage) => void;
  /** Closes the connection for a reason that the page can show. */
  readonly close: (fault: LinkFault) => void;
}

/** What a host calls on incoming events of its connection. */
export interface LinkReceiver {
  /** Handles one complete message from the page. */
  readonly receive: (message: Uint8Array) => void;
  /** The connection was closed: ends all streams over it. */
  readonly closed: () => void;
}

/** More pending calls than a window needs, including its streams. */
const MAX_PENDING_CALLS = 500;
/** Yields to the event loop after working this long. Unit: milliseconds. */
const MAX_TURN_MS = 20;

/**
 * Serves the contract over connections. A message that is too large, too complex or malformed closes its own
 * connection only; no message blocks the event loop for long.
 *
 * @returns a function that serves one connection.
 */
export function serveContract(
  router: PushdeckRouter,
  clock: Pick<Clock, 'elapsed'>,
): (end: LinkEnd) => LinkReceiver {
  const handle = createServerPeerHandleRequestFn(new StandardRPCHandler(router, {}), { context: {} });
  return (end) => answerOne(end, handle, clock);
}

function answerOne(
  end: LinkEnd,
  handle: ReturnType<typeof createServerPeerHandleRequestFn>,
  clock: Pick<Clock, 'elapsed'>,
): LinkReceiver {
  let isOpen = true;
  const pendingCalls = new Set<string>();
  let queuedBytes = 0;
  let isReading = false;
  const queue: Uint8Array[] = [];
  const peer = new experimental_ServerPeerWithoutCodec(async ([id, type, payload]) => {
    const encoded = await encodeResponseMessage(id, type, payload);
    if (isOpen) end.send(encoded);
  });
  const closed = (): void => {
    isOpen = false;
    queue.length = 0;
    peer.close();
  };
  const fail = (fault: LinkFault): void => {
    if (!isOpen) return;
    closed();
    end.close(fault);
  };
  const handleMessage = async (message: Uint8Array): Promise<void> => {
    const read = await readMessage(message);
    if (!isOpen) return;
    const [id, type] = read;
    if (type === MessageType.ABORT_SIGNAL) pendingCalls.delete(id);
    else if (pendingCalls.size >= MAX_PENDING_CALLS) throw new LinkError('too-many-calls');
    else pendingCalls.add(id);
    // Not awaited: calls of one page run concurrently.
    peer
      .message(read, handle)
      .catch(() => {
        // The result of an aborted call does not matter.
        if (pendingCalls.has(id)) fail('core-failed');
      })
      .finally(() => pendingCalls.delete(id));
  };
  const processQueue = async (): Promise<void> => {
    isReading = true;
    let since = clock.elapsed();
    for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
      queuedBytes -= message.length;
      try {
        await handleMessage(message);
      } catch (error) {
        fail(error instanceof LinkError ? error.fault : 'core-failed');
      }
      if (clock.elapsed() - since < MAX_TURN_MS) continue;
      await nextTurn();
      since = clock.elapsed();
    }
    isReading = false;
  };
  return {
    receive: (message) => {
      if (!isOpen) return;
      queuedBytes += message.length;
      if (queuedBytes > 2 * MESSAGE_LIMITS.messageBytes) {
        fail('too-large');
        return;
      }
      queue.push(message);
      if (!isReading) void processQueue();
    },
    closed,
  };
}
