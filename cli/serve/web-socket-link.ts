import type { RawData, WebSocket } from 'ws';
import { FILES_MARKER } from '#core/link/read-message';
import type { LinkEnd, LinkReceiver } from '#core/link/serve-contract';
import { CLOSE_CODES, type LinkFault } from '#shared/contract/link-faults';
import { MESSAGE_LIMITS, PART } from '#shared/contract/message-limits';

/** How long a page has to agree to the end of its line. Unit: milliseconds. */
const GOODBYE_MS = 2_000;

/** Carries one line over a WebSocket and puts messages together that arrive in parts. */
export function linkWebSocket(socket: WebSocket, answer: (end: LinkEnd) => LinkReceiver): void {
  const line = answer({
    send: (message) => socket.send(message),
    close: (fault) => closeForFault(socket, fault),
  });
  let parts: Uint8Array[] = [];
  let size = 0;
  let hasFiles = false;
  let isOver = false;
  socket.on('message', (data, isBinary) => {
    if (isOver) return;
    const bytes = bytesOf(data);
    const tag = isBinary ? bytes[0] : undefined;
    if (tag !== PART.more && tag !== PART.last) {
      line.receive(bytes);
      return;
    }
    size += bytes.length - 1;
    hasFiles ||= bytes.includes(FILES_MARKER);
    // A message that will not be read is not assembled.
    if (size > (hasFiles ? MESSAGE_LIMITS.messageBytes : MESSAGE_LIMITS.textBytes)) {
      parts = [];
      isOver = true;
      closeForFault(socket, 'too-large');
      return;
    }
    parts.push(bytes.subarray(1));
    if (tag === PART.more) return;
    const whole = Buffer.concat(parts);
    parts = [];
    size = 0;
    hasFiles = false;
    line.receive(whole);
  });
  socket.on('close', () => line.closed());
  // The library closes this socket with the right code by itself; without a listener the process would end.
  socket.on('error', () => undefined);
}

/** Closes with the code of the reason. A page that does not answer is cut off. */
export function closeForFault(socket: WebSocket, fault: LinkFault): void {
  socket.close(CLOSE_CODES[fault], fault);
  const timer = setTimeout(() => socket.terminate(), GOODBYE_MS);
  socket.once('close', () => clearTimeout(timer));
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
