import { EXIT, type Terminal } from './terminal.js';

/** The real terminal: the streams of this process, and a signal that the first interruption aborts. */
export function createTerminal(host: NodeJS.Process): Terminal {
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    // Once: whoever presses Ctrl+C a second time means it, and gets the system's own ending.
    host.once(name, () => interruption.abort());
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
