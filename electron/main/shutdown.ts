import type { App } from 'electron';
import {
  SIGNAL_EXIT_STATUS,
  TERMINATION_SIGNALS,
  type TerminationSignal,
} from '#core/process/termination-signals';

/** A service that does not close must not keep the program from ending. Unit: milliseconds. */
export const SHUTDOWN_LIMIT_MS = 5_000;

/**
 * Closes the core in order before the program ends: history is flushed, connections say goodbye, the simulator
 * frees its ports.
 *
 * @param close - Called once, whatever it takes.
 * @param limitMs - After this long the program ends anyway.
 * @returns closes at once, for an end that does not wait and that Electron does not announce with `will-quit`.
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

/** The part of `process` that tells of signals. */
interface SignalSource {
  on(name: TerminationSignal, listener: () => void): unknown;
}

/**
 * Quits in order at a signal, as at the menu's Quit. The same signal a second time ends at once; another one is the
 * same wish, told twice: Ctrl+C in a terminal reaches this program and the command that started it, which passes on a
 * signal of its own.
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

/** The part of `powerMonitor` that tells of the end of the session. */
interface SessionMonitor {
  on(name: 'shutdown', listener: (event?: { readonly preventDefault: () => void }) => void): unknown;
}

/** Quits in order when the machine is shut down (macOS and Linux); the system waits for it. */
export function quitOnShutdown(monitor: SessionMonitor, app: Pick<App, 'quit'>): void {
  monitor.on('shutdown', (event) => {
    event?.preventDefault();
    app.quit();
  });
}
