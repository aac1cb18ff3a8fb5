import type { App } from 'electron';
import {
  SIGNAL_EXIT_STATUS,
  TERMINATION_SIGNALS,
  type TerminationSignal,
} from '#core/process/termination-signals';

/** Maximum time to close the core before the app quits anyway. Unit: milliseconds. */
export const SHUTDOWN_LIMIT_MS = 5_000;

/**
 * Closes the core in order before the app quits: flushes the history, closes connections, stops the simulator.
 *
 * @param close - Called once.
 * @param limitMs - After this time the app quits anyway.
 * @returns a function that closes the core at once, for an end that Electron does not announce with `will-quit`.
 */
export function closeBeforeQuit(
  app: App,
  close: () => Promise<void>,
  limitMs = SHUTDOWN_LIMIT_MS,
): () => Promise<void> {
  let state: 'running' | 'closing' | 'closed' = 'running';
  let closing: Promise<void> | undefined;
  const closeOnce = (): Promise<void> => (closing ??= close());
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
    void closeOnce().then(end, end);
  });
  return closeOnce;
}

/** The part of `process` that emits signals. */
interface SignalSource {
  on(name: TerminationSignal, listener: () => void): unknown;
}

/**
 * Quits in order on a signal, like the menu's Quit. The same signal a second time ends the process at once. A
 * different second signal is ignored: Ctrl+C in a terminal reaches both this process and the command that started
 * it, which forwards its own signal.
 */
export function quitOnSignals(host: SignalSource, app: Pick<App, 'exit' | 'quit'>): void {
  const seen = new Set<TerminationSignal>();
  for (const name of TERMINATION_SIGNALS) {
    host.on(name, () => {
      if (seen.has(name)) app.exit(SIGNAL_EXIT_STATUS[name]);
      else if (seen.size === 0) app.quit();
      seen.add(name);
    });
  }
}

/** The part of `powerMonitor` that announces the end of the session. */
interface SessionMonitor {
  on(name: 'shutdown', listener: (event?: { readonly preventDefault: () => void }) => void): unknown;
}

/** Quits in order when the system shuts down (macOS and Linux), which waits for it. */
export function quitOnShutdown(monitor: SessionMonitor, app: Pick<App, 'quit'>): void {
  monitor.on('shutdown', (event) => {
    event?.preventDefault();
    app.quit();
  });
}
