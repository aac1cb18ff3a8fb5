import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '#core/files/atomic-file';
import { withFileLock } from '#core/files/file-lock';
import { systemClock, systemRandomness } from '#core/ports/system-ports';

// Run by file-lock.test.ts, several times at once. `hold` never gives the lock back.
const [folder = '', what = '', rounds = '0'] = process.argv.slice(2);
const ports = { clock: systemClock, random: systemRandomness };
const counter = join(folder, 'counter');
if (what === 'hold') {
  await withFileLock(`${counter}.lock`, ports, async () => {
    process.stdout.write('held\n');
    await new Promise((done) => setTimeout(done, 3_600_000));
  });
}
for (let round = 0; round < Number(rounds); round += 1) {
  await withFileLock(`${counter}.lock`, ports, () => {
    writeFileAtomically(counter, String(Number(readFileSync(counter, 'utf8')) + 1));
  });
}
