import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '#core/history/sqlite';
import { commandInMemory } from '../support/command-in-memory.js';

const SEND = ['send', '--env', 'simulator', '--alert', 'Hello', '--json'];
const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

let dataDir = '';
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-damaged-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const run = (...args: readonly string[]) => commandInMemory([...args, '--data-dir', dataDir]);
const path = (...names: readonly string[]): string => join(dataDir, ...names);

describe('a damaged file', { timeout: 60_000 }, () => {
  it('of the workspace hides no other', async () => {
    mkdirSync(path('workspace', 'presets'), { recursive: true });
    writeFileSync(path('workspace', 'presets', 'good.json'), '{"version":1,"name":"Good","payload":{}}');
    writeFileSync(
      path('workspace', 'presets', 'deep.json'),
      `{"version":1,"name":"Deep","payload":{"a":${DEEP}}}`,
    );
    const { status, stdout } = await run('presets', 'list', '--json');
    const presets = stdout.trim().split('\n');
    expect([status, presets.length]).toEqual([0, 2]);
    expect(stdout).toContain('nested deeper than 256 levels');
    expect(stdout).toContain('"name":"Good"');
  });

  it('of devices hides none of those that are whole, and is not written over', async () => {
    const whole = { name: 'QA phone', token: 'ab'.repeat(32), environment: { kind: 'sandbox' } };
    const text = JSON.stringify({ version: 1, devices: [{ name: 'x' }, whole] });
    writeFileSync(path('workspace', 'devices.json'), text);
    const listed = await run('devices', 'list', '--json');
    expect([listed.status, listed.stdout]).toEqual([0, expect.stringContaining('"name":"QA phone"')]);
    expect(listed.stderr).toContain('entry 1: ');
    const presets = await run('presets', 'list', '--json');
    expect([presets.status, presets.stdout]).toEqual([0, expect.stringContaining('"name":"Good"')]);
    const added = await run('devices', 'add', 'Other', 'cd'.repeat(32), '--json');
    expect([added.status, added.stdout]).toEqual([2, expect.stringContaining('"code":"data-damaged"')]);
    expect(readFileSync(path('workspace', 'devices.json'), 'utf8')).toBe(text);
    rmSync(path('workspace', 'devices.json'));
  });

  it('is told whoever opens it', async () => {
    for (const name of ['settings.json', 'drafts.json', 'history.sqlite', 'provider-tokens.json']) {
      writeFileSync(path(name), '{ damaged beyond repair');
    }
    mkdirSync(path('simulator'), { recursive: true });
    for (const name of ['state.json', 'credentials.json']) writeFileSync(path('simulator', name), '{');
    const { status, stderr, stdout } = await run(...SEND);
    expect([status, stdout]).toEqual([0, expect.stringContaining('"accepted":1')]);
    for (const [folder, kept] of [
      ['', 'settings.damaged-1.json'],
      ['', 'drafts.damaged-1.json'],
      ['', 'history.damaged-1.sqlite'],
      ['', 'provider-tokens.damaged-1.json'],
      ['simulator', 'state.damaged-1.json'],
      ['simulator', 'credentials.damaged-1.json'],
    ] as const) {
      expect(stderr).toContain(`It was kept as ${path(folder, kept)}`);
      expect(readdirSync(path(folder))).toContain(kept);
    }
    expect(readFileSync(path('history.damaged-1.sqlite'), 'utf8')).toBe('{ damaged beyond repair');
    // The next one opens good files, and the proxy that may be lost is named once more.
    expect((await run('presets', 'list')).stderr).toMatch(
      /^note: It is unknown whether the damaged settings .*\n$/,
    );
  });

  it('of the history is no empty answer', async () => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(path(`history.sqlite${suffix}`), { force: true });
    writeFileSync(path('history.sqlite'), 'garbage that is no database');
    const { status, stderr } = await run('history', '--export', 'ndjson');
    expect(stderr).toContain('history.sqlite is damaged');
    expect(status).toBe(1);
  });
});

it('leaves a damaged delivery out of an export and says which', { timeout: 60_000 }, async () => {
  for (let count = 0; count < 3; count += 1) await run(...SEND);
  const database = openSqlite(path('history.sqlite'));
  database.exec(`UPDATE deliveries SET body = replace(body, '"', 'q') WHERE seq = 2`);
  database.close();
  const { status, stdout, stderr } = await run('history', '--export', 'ndjson');
  expect(stdout.trim().split('\n')).toHaveLength(2);
  expect(stderr).toMatch(/1 delivery is damaged in history\.sqlite and left out: sent at \d{4}-/);
  expect(stderr).not.toContain('fault of Pushdeck');
  expect(status).toBe(1);
  // What is known of the token comes from the same rows.
  expect(await run(...SEND)).toMatchObject({ status: 0 });
});
