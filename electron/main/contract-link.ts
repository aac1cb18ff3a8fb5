import type { IpcMain, IpcMainEvent, MessagePortMain, WebContents } from 'electron';
import { serveContract } from '#core/link/serve-contract';
import { systemClock } from '#core/ports/system-ports';
import type { PushdeckRouter } from '#core/router';
import { DESKTOP_CONNECT } from '#shared/contract/desktop-bridge';
import { isTrustedSender } from './trusted-sender.js';

/**
 * Serves the contract over the port that the page sends. A page has one port: a newer one (after a reload) closes
 * the older one, with all streams over it.
 *
 * @param page - Returns the contents of the window, or `undefined`.
 * @returns a function that closes the port and accepts no further one.
 */
export function serveContractToPage(
  ipcMain: IpcMain,
  router: PushdeckRouter,
  page: () => WebContents | undefined,
): () => void {
  const answerLine = serveContract(router, systemClock);
  let currentPort: MessagePortMain | undefined;
  const accept = (event: IpcMainEvent): void => {
    const [port] = event.ports;
    if (port === undefined || event.ports.length > 1 || !isTrustedSender(event, page())) {
      for (const refused of event.ports) refused.close();
      return;
    }
    closePort(currentPort);
    currentPort = port;
    const answered = answerLine({
      send: (message) => port.postMessage(message),
      close: () => closePort(port),
    });
    port.on('message', ({ data }) => answered.receive(bytesOf(data)));
    port.on('close', () => answered.closed());
    port.start();
  };
  ipcMain.on(DESKTOP_CONNECT, accept);
  return () => {
    ipcMain.off(DESKTOP_CONNECT, accept);
    closePort(currentPort);
  };
}

function closePort(port: MessagePortMain | undefined): void {
  port?.close();
  // Electron only emits `close` at the other end; emitted here as well, so that streams are aborted.
  port?.emit('close');
}

function bytesOf(message: unknown): Uint8Array {
  if (typeof message === 'string') return Buffer.from(message);
  if (ArrayBuffer.isView(message)) {
    return new Uint8Array(message.buffer, message.byteOffset, message.byteLength);
  }
  // Our page sends nothing else; treated like an empty message, which is refused.
  return message instanceof ArrayBuffer ? new Uint8Array(message) : new Uint8Array();
}
