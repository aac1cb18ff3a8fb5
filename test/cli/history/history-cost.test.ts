import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtCommand } from '../../support/built-command.js';

/** None of them is a device of the simulator: rejections, with all that is told about them, cost the history most. */
const TARGETS = 4000;
/** CPU time with history against without, with room for a machine that does other things, too. */
const MOST = 2.2;
const SAYS_CPU = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();console.error('cpu '+(user+system))})`;

/** @returns the CPU time of the whole process. Unit: microseconds. */
async function cpuOf(folder: string, options: readonly string[]): Promise<number> {
  const { stdout, stderr } = await builtCommand(
    [
      ...['send', '--env', 'simulator', '--to-file', join(folder, 'list.txt')],
      ...['--alert', 'Hello', '--data-dir', join(folder, 'data'), ...options],
    ],
    { env: { NODE_OPTIONS: `--import "${SAYS_CPU}"` } },
  );
  const cpu = Number(/^cpu (\d+)$/m.exec(stderr)?.[1]);
  expect(stdout).toContain(`${TARGETS} `);
  expect(cpu, stderr).toBeGreaterThan(0);
  return cpu;
}

it('costs a batch no more than a part of what sending it costs', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pushdeck-cost-'));
  const tokens = Array.from(
    { length: TARGETS },
    (_, n) => `${n.toString(16).padStart(8, '0')}${'5c'.repeat(28)}`,
  );
  writeFileSync(join(folder, 'list.txt'), tokens.join('\n'));
  // The first run makes what every later one finds: the simulator's certificates.
  await cpuOf(folder, ['--no-history']);
  const without = await cpuOf(folder, ['--no-history']);
  const withHistory = await cpuOf(folder, []);
  rmSync(folder, { recursive: true, force: true });
  expect(withHistory / without).toBeLessThan(MOST);
});
