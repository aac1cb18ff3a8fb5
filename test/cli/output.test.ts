import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtCommand } from '../support/built-command.js';

const SEND = ['send', '--env', 'simulator', '--alert', 'Hello', '--json'];
/** Nothing that the simulator knows. */
const STRANGERS = Array.from({ length: 300 }, (_, n) => n.toString(16).padStart(64, '0')).join('\n');
/** Node itself, the libraries and the code of the command need more. */
const FEW_HANDLES = ['bash', '-c', 'ulimit -n 24; exec "$@"', 'bash'];

let folder = '';
let full = -1;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-output-'));
  writeFileSync(join(folder, 'tokens.txt'), STRANGERS);
  if (existsSync('/dev/full')) full = openSync('/dev/full', 'w');
});
afterAll(() => {
  if (full !== -1) closeSync(full);
  rmSync(folder, { recursive: true, force: true });
});
const data = (): readonly string[] => ['--data-dir', join(folder, 'data')];

describe.runIf(existsSync('/dev/full'))('an output that is full', () => {
  it('is told in a sentence, and is the exit status of what went well', async () => {
    const { status, stderr } = await builtCommand([...SEND, ...data()], { stdout: full });
    expect(stderr).toMatch(/^pushdeck: The output could not be written completely/m);
    expect(stderr.match(/could not be written/g)).toHaveLength(1);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(2);
  });

  it('does not hide that a push was rejected', async () => {
    const tokens = ['--to-file', join(folder, 'tokens.txt')];
    const { status, stderr } = await builtCommand([...SEND, ...tokens, ...data()], { stdout: full });
    expect(stderr).toContain('could not be written');
    expect(status).toBe(1);
  });

  it('does not end a command whose notes find no room', async () => {
    const { status, stdout } = await builtCommand([...SEND, ...data()], { stderr: full });
    expect(stdout).toContain('"accepted":1');
    expect(status).toBe(0);
  });
});

describe('a reader that goes away', () => {
  it('ends the output and not the batch, whose exit status stays', async () => {
    const tokens = ['--to-file', join(folder, 'tokens.txt')];
    const { status, stderr } = await builtCommand([...SEND, ...tokens, ...data()], { readsOneLine: true });
    expect(status).toBe(1);
    expect(stderr).not.toMatch(/error| {4}at /);
    const kept = await builtCommand([
      'history',
      '--outcome',
      'rejected',
      '--limit',
      '0',
      '--json',
      ...data(),
    ]);
    const rejected = new Set(kept.stdout.match(/"token":"[0-9a-f]{64}"/g));
    expect(rejected.size).toBe(300);
  });

  it('ends an export', async () => {
    const args = ['history', '--export', 'ndjson', ...data()];
    expect(await builtCommand(args, { readsOneLine: true })).toMatchObject({ status: 0, stderr: '' });
  });
});

it.runIf(process.platform === 'linux')('says so where no file handle is free', async () => {
  const { status, stdout, stderr } = await builtCommand([...SEND, ...data()], { under: FEW_HANDLES });
  expect(stderr).not.toContain('    at ');
  // How many Node takes for itself is its own affair.
  expect(status === 0 ? 'sent' : stdout).toMatch(/^sent$|"code":"too-many-open-files"/);
});
