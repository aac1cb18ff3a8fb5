import type { IpcMain, IpcMainEvent, MessagePortMain, WebContents } from 'electron';
import { serveContract } from '#core/link/serve-contract';
import { systemClock } from '#core/ports/system-ports';
import type { PushdeckRouter } from '#core/router';
import { DESKTOP_CONNECT } from '#shared/contract/desktop-bridge';
import { isTrustedSender } from './trusted-sender.js';

/**
 * Answers the contract over the port that the page sends. A page has one line: a newer port (after a reload)
 * closes the older one, and with it everything that was streaming over it.
 *
 * @param page - The contents of the window, `undefined` while there is none.
 * @returns Closes the line and takes no further one.
 */
export function answerContract(
  ipcMain: IpcMain,
  router: PushdeckRouter,
  page: () => WebContents | undefined,
): () => void {
  const answerLine = serveContract(router, systemClock);
  let line: MessagePortMain | undefined;
  const accept = (event: IpcMainEvent): void => {
    const [port] = event.ports;
    if (port === undefined || event.ports.length > 1 || !isTrustedSender(event, page())) {
      for (const refused of event.ports) refused.close();
      return;
    }
    hangUp(line);
    line = port;
    const answered = answerLine({
      send: (message) => port.postMessage(message),
      close: () => hangUp(port),
    });
    port.on('message', ({ data }) => answered.receive(bytesOf(data)));
    port.on('close', () => answered.closed());
    port.start();
  };
  ipcMain.on(DESKTOP_CONNECT, accept);
  return () => {
    ipcMain.off(DESKTOP_CONNECT, accept);
    hangUp(line);
  };
}

function hangUp(line: MessagePortMain | undefined): void {
  line?.close();
  // Electron tells only the other end; the handler at this one must hear of it to abort what is streaming.
  line?.emit('close');
}

function bytesOf(message: unknown): Uint8Array {
  if (typeof message === 'string') return Buffer.from(message);
  if (ArrayBuffer.isView(message)) {
    return new Uint8Array(message.buffer, message.byteOffset, message.byteLength);
  }
  // Anything else is not what our page sends, and is refused like an empty message.
  return message instanceof ArrayBuffer ? new Uint8Array(message) : new Uint8Array();
}
