// @ts-check
/** Loaded before a measured program: writes at its end what the whole process used. */
import { writeFileSync } from 'node:fs';

process.once('exit', () => {
  const path = process.env['PUSHDECK_BENCH_USAGE'];
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuMs: (userCPUTime + systemCPUTime) / 1000, peakBytes: maxRSS * 1024 };
  if (path !== undefined) writeFileSync(path, JSON.stringify(usage));
});
