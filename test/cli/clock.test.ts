import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtCommand } from '../support/built-command.js';

const hasFaketime = existsSync('/usr/bin/faketime');
const title = hasFaketime ? '' : ' (skipped: faketime is not installed)';
const SEND = ['send', '--env', 'simulator', '--alert', 'Hello', '--json'];

let dataDir = '';
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-clock-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe.runIf(hasFaketime)(`a clock that was wrong once${title}`, () => {
  const send = async (date?: string): Promise<string> => {
    const under = date === undefined ? {} : { under: ['faketime', date] };
    const { stdout, stderr } = await builtCommand([...SEND, '--data-dir', dataDir], under);
    return stdout + stderr;
  };

  it('leaves the embedded simulator as good as before', { timeout: 60_000 }, async () => {
    for (const date of [undefined, '2060-01-01 12:00:00', undefined, '2020-01-01 12:00:00', undefined]) {
      expect([date, await send(date)]).toEqual([date, expect.stringContaining('"accepted":1')]);
    }
  });
});
