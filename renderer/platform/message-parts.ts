import { MESSAGE_LIMITS, messageTooLarge, PART } from '#shared/contract/message-limits';

type Message = Parameters<WebSocket['send']>[0];

/** The part of a WebSocket that an oRPC link uses. */
export type LinkSocket = Pick<WebSocket, 'readyState' | 'send' | 'addEventListener' | 'removeEventListener'>;

/**
 * Wraps a WebSocket so that it sends long messages in parts, as the core expects them, and rejects those that the core
 * would reject.
 */
export function splitLongMessages(socket: WebSocket): LinkSocket {
  return {
    get readyState() {
      return socket.readyState;
    },
    addEventListener: socket.addEventListener.bind(socket),
    removeEventListener: socket.removeEventListener.bind(socket),
    send: (message) => {
      const bytes = bytesOf(message);
      if (bytes === null) socket.send(message);
      else for (const part of splitMessage(bytes)) socket.send(part);
    },
  };
}

/** Rejects a message that the core would reject for its size. @throws AppError `bad-argument`. */
export function assertMessageSize(message: unknown): void {
  const size =
    typeof message === 'string'
      ? new Blob([message]).size
      : ArrayBuffer.isView(message)
        ? message.byteLength
        : 0;
  if (size > MESSAGE_LIMITS.messageBytes) throw messageTooLarge(size);
}

/**
 * Splits a message into parts, each prefixed with its tag.
 *
 * @throws AppError `bad-argument` above the size limit of the core.
 */
export function splitMessage(bytes: Uint8Array): Uint8Array<ArrayBuffer>[] {
  if (bytes.length > MESSAGE_LIMITS.messageBytes) throw messageTooLarge(bytes.length);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let from = 0; from < bytes.length; from += MESSAGE_LIMITS.partBytes) {
    const piece = bytes.subarray(from, from + MESSAGE_LIMITS.partBytes);
    const part = new Uint8Array(piece.length + 1);
    part[0] = from + piece.length < bytes.length ? PART.more : PART.last;
    part.set(piece, 1);
    parts.push(part);
  }
  return parts;
}

/** @returns the encoded message, or `null` where it is short enough to be sent unchanged. */
function bytesOf(message: Message): Uint8Array | null {
  if (typeof message === 'string') {
    // A UTF-16 code unit takes at most three bytes in UTF-8.
    if (message.length * 3 <= MESSAGE_LIMITS.partBytes) return null;
    const bytes = new TextEncoder().encode(message);
    return bytes.length <= MESSAGE_LIMITS.partBytes ? null : bytes;
  }
  if (message instanceof Blob) return null;
  const bytes = ArrayBuffer.isView(message)
    ? new Uint8Array(message.buffer, message.byteOffset, message.byteLength)
    : new Uint8Array(message);
  return bytes.length <= MESSAGE_LIMITS.partBytes ? null : bytes;
}
