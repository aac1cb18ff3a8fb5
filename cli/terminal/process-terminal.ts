import { SIGNAL_EXIT_STATUS, TERMINATION_SIGNALS } from '#core/process/termination-signals';
import { EXIT, type Terminal } from './terminal.js';

/**
 * The real terminal: the streams of this process, and a signal that the first interruption aborts.
 *
 * @param interruption - Also aborted by what else ends the command early.
 */
export function createTerminal(host: NodeJS.Process, interruption = new AbortController()): Terminal {
  for (const name of TERMINATION_SIGNALS) {
    host.on(name, () => {
      // Whoever presses Ctrl+C a second time means it.
      if (interruption.signal.aborted) host.exit(SIGNAL_EXIT_STATUS[name]);
      interruption.abort(name);
    });
  }
  return {
    stdin: host.stdin,
    stdout: host.stdout,
    stderr: host.stderr,
    env: host.env,
    cwd: host.cwd(),
    signal: interruption.signal,
    exitStatus: EXIT.done,
  };
}
