// @ts-check
/** `npm run bench -- NAME`: runs `test/bench/NAME.bench.mjs`; without a name, lists what there is. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../test/bench/', import.meta.url));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.mjs'))
  .map((name) => name.replace('.bench.mjs', ''));
const [name, ...rest] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  console.error(`Usage: npm run bench -- NAME, where NAME is one of: ${names.join(', ')}`);
  process.exitCode = 2;
} else {
  process.exitCode =
    spawnSync(process.execPath, [`${folder}${name}.bench.mjs`, ...rest], { stdio: 'inherit' }).status ?? 1;
}
