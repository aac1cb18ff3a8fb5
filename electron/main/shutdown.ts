import type { App } from 'electron';

/** A service that does not close must not keep the program from ending. Unit: milliseconds. */
export const SHUTDOWN_LIMIT_MS = 5_000;

/**
 * Closes the core in order before the program ends: history is flushed, connections say goodbye, the simulator
 * frees its ports.
 *
 * @param close - Called once, whatever it takes.
 * @param limitMs - After this long the program ends anyway.
 */
export function closeBeforeQuit(app: App, close: () => Promise<void>, limitMs = SHUTDOWN_LIMIT_MS): void {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    const timer = setTimeout(end, limitMs);
    function end(): void {
      if (state === 'closed') return;
      clearTimeout(timer);
      state = 'closed';
      app.quit();
    }
    void close().then(end, end);
  });
}
