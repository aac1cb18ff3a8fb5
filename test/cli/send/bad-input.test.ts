import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../../cli/run.js';
import { memoryTerminal } from '../../support/memory-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'pushdeck-bad-input-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inFolder = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

async function send(dataDir: string, argv: readonly string[]) {
  const env = { PUSHDECK_VAULT: 'key-file', PUSHDECK_DATA_DIR: dataDir };
  const terminal = memoryTerminal({ env, cwd: folder });
  await run(['send', '--env', 'simulator', '--json', ...argv], terminal);
  return { status: terminal.exitStatus, documents: terminal.documents() };
}

const refused = (code: string, message: RegExp) => [
  {
    ok: false,
    error: expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as object,
  },
];

// The first makes the simulator's keys, which takes long on a busy machine.
describe('pushdeck send says what is wrong, and sends nothing, with', { timeout: 90_000 }, () => {
  const data = join(folder, 'data');

  it.each([
    {
      what: 'a payload of 10 MB',
      text: `{"aps":{"alert":"${'x'.repeat(10_000_000)}"}}`,
      says: /10,000,020 bytes/,
    },
    { what: 'an empty payload', text: '', says: /There is no payload/ },
    { what: '10 MB that are no JSON', text: 'x'.repeat(10_000_000), says: /double quotes/ },
  ])('$what', async ({ text, says }) => {
    const { status, documents } = await send(data, ['--payload', inFolder('payload.json', text)]);
    expect(documents).toEqual(refused('bad-payload', says));
    expect(status).toBe(1);
  });

  it('a topic with a line break', async () => {
    const { status, documents } = await send(data, ['--alert', 'x', '--topic', 'com.example\nx']);
    expect(documents).toEqual(refused('bad-header', /line break/));
    expect(status).toBe(2);
  });

  it('a data folder that is a file', async () => {
    const file = inFolder('file', '');
    const { status, documents } = await send(file, ['--alert', 'x']);
    expect(documents).toEqual(refused('data-folder-unwritable', /cannot be written/));
    expect(status).toBe(2);
  });

  it('a data folder of a newer version, which it leaves as it is', async () => {
    const newer = join(folder, 'newer');
    mkdirSync(newer);
    writeFileSync(join(newer, 'pushdeck-data.json'), '{"version":99}');
    const { status, documents } = await send(newer, ['--alert', 'x']);
    expect(documents).toEqual(refused('data-from-newer-version', /newer/));
    expect(status).not.toBe(0);
    expect(readdirSync(newer)).toEqual(['pushdeck-data.json']);
  });
});
