import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const built = resolve(root, 'out/cli/main.js');

function milliseconds(programArguments: readonly string[]): number {
  const startedAt = performance.now();
  spawnSync(process.execPath, programArguments);
  return performance.now() - startedAt;
}

/** The fastest of several runs: what else the machine does only ever adds. */
function fastest(programArguments: readonly string[]): number {
  return Math.min(...Array.from({ length: 7 }, () => milliseconds(programArguments)));
}

describe.runIf(existsSync(built))('the built command', () => {
  it('prints the version of the package', () => {
    const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(spawnSync(process.execPath, [built, '--version'], { encoding: 'utf8' }).stdout).toBe(
      `${version}\n`,
    );
  });

  it('starts within three times of the bare interpreter', () => {
    expect(fastest([built, '--version']) / fastest(['-e', '0'])).toBeLessThan(3);
  });

  it('is a program that a shell can run', () => {
    expect(readFileSync(built, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});
