// Loaded into the host with --import: says how long its event loop stood still since the last time it was asked.
import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delays = monitorEventLoopDelay({ resolution: 5 });
delays.enable();
process.on('SIGUSR2', () => {
  appendFileSync(process.env.LOOP_WATCH_FILE, `${delays.max / 1e6}\n`);
  delays.reset();
});
