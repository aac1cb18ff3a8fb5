import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withFileLock } from '#core/files/file-lock';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { openSettings as open, type SettingsOptions } from '#core/settings/settings';
import type { AppError } from '#shared/errors';
import { DEFAULT_SETTINGS, type Settings } from '#shared/settings';

let dataDir: string;
let path: string;

const openSettings = (options: Pick<SettingsOptions, 'dataDir' | 'onChange' | 'onProblem'>) =>
  open({ clock: systemClock, random: systemRandomness, ...options });

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-settings-'));
  path = join(dataDir, 'settings.json');
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it('are the defaults at first, and keep what was changed', async () => {
  const settings = openSettings({ dataDir });
  expect(settings.get()).toEqual(DEFAULT_SETTINGS);
  await settings.update({ language: 'zh', requestTimeoutS: 30 });
  expect(openSettings({ dataDir }).get()).toEqual({
    ...DEFAULT_SETTINGS,
    language: 'zh',
    requestTimeoutS: 30,
  });
});

it('show what another process changed meanwhile, and do not undo it', async () => {
  const here = openSettings({ dataDir });
  const there = openSettings({ dataDir });
  await here.update({ colorScheme: 'dark' });
  await there.update({ language: 'en' });
  expect(here.get()).toMatchObject({ colorScheme: 'dark', language: 'en' });
});

it('are told of when this process changes them', async () => {
  const changes: Settings[] = [];
  const settings = openSettings({ dataDir, onChange: (changed) => changes.push(changed) });
  await settings.update({ language: 'zh' });
  await openSettings({ dataDir }).update({ colorScheme: 'dark' });
  expect(changes).toEqual([{ ...DEFAULT_SETTINGS, language: 'zh' }]);
});

it('stand in the file in the form that they always had', async () => {
  await openSettings({ dataDir }).update({ language: 'zh' });
  const text = readFileSync(path, 'utf8');
  expect(text.startsWith('{\n\t"version": 1,\n\t"language": "zh",\n')).toBe(true);
  await openSettings({ dataDir }).update({ language: 'zh' });
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it.runIf(process.platform !== 'win32')(
  'are readable by their owner only: a proxy may have a password',
  async () => {
    await openSettings({ dataDir }).update({ proxyUrl: 'http://me:secret@proxy:3128' });
    expect(statSync(path).mode & 0o077).toBe(0);
  },
);

it('keep keys that this version does not know', async () => {
  writeFileSync(path, '{"version":1,"language":"zh","fromTheFuture":{"a":1}}');
  await openSettings({ dataDir }).update({ colorScheme: 'dark' });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    language: 'zh',
    colorScheme: 'dark',
    fromTheFuture: { a: 1 },
  });
});

describe('a value that its setting refuses', () => {
  const text = '{"version":1,"language":"klingon","requestTimeoutS":-4,"colorScheme":"dark"}';

  it('in the file counts as the default, is reported, and stays until the setting is changed', async () => {
    writeFileSync(path, text);
    const problems: AppError[] = [];
    const settings = openSettings({ dataDir, onProblem: (problem) => problems.push(problem) });
    expect(settings.get()).toEqual({ ...DEFAULT_SETTINGS, colorScheme: 'dark' });
    expect(problems.map(({ code }) => code)).toEqual(['bad-setting', 'bad-setting']);
    expect(problems[0]?.message).toMatch(/settings\.json: The setting language cannot be .*klingon/);
    await settings.update({ language: 'zh' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ language: 'zh', requestTimeoutS: -4 });
    expect(settings.get()).toMatchObject({ language: 'zh', requestTimeoutS: 10, colorScheme: 'dark' });
  });

  it('in a change is an error, and nothing is changed', async () => {
    const settings = openSettings({ dataDir });
    await settings.update({ historyRetentionDays: 365 });
    const before = readFileSync(path, 'utf8');
    await expect(settings.update({ language: 'zh', historyRetentionDays: 40_000 })).rejects.toMatchObject({
      code: 'bad-setting',
    });
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(settings.get()).toMatchObject({ language: 'system', historyRetentionDays: 365 });
  });
});

describe('a damaged file', () => {
  it.each(['{"language": "zh"', '[]', '', '\u0000\u0000'])(
    '%j is kept, reported, and not in the way',
    async (text) => {
      writeFileSync(path, text);
      const problems: AppError[] = [];
      const settings = openSettings({ dataDir, onProblem: (problem) => problems.push(problem) });
      expect(settings.get()).toEqual(DEFAULT_SETTINGS);
      await settings.update({ language: 'en' });
      expect(problems[0]?.message).toContain('settings.json is damaged');
      expect(problems[1]?.message).toContain('It is unknown whether the damaged settings');
      expect(readFileSync(join(dataDir, 'settings.damaged-1.json'), 'utf8')).toBe(text);
    },
  );

  it('leaves its proxy in force where that can be read', () => {
    const proxyUrl = 'http://proxy.example:3128';
    writeFileSync(join(dataDir, 'settings.json'), `{"version":1,"proxyUrl":"${proxyUrl}","lang`);
    const problems: AppError[] = [];
    const settings = openSettings({ dataDir, onProblem: (problem) => problems.push(problem) });
    expect(settings.get()).toEqual({ ...DEFAULT_SETTINGS, proxyUrl });
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('is damaged'),
      expect.stringContaining('stays in use'),
    ]);
    expect(openSettings({ dataDir, onProblem: (problem) => problems.push(problem) }).get().proxyUrl).toBe(
      proxyUrl,
    );
    expect(problems).toHaveLength(2);
  });

  it('is told by every process until settings are saved, unless it says that there was no proxy', async () => {
    const opened = (): readonly string[] => {
      const problems: string[] = [];
      openSettings({ dataDir, onProblem: ({ message }) => problems.push(message) });
      return problems;
    };
    writeFileSync(join(dataDir, 'settings.json'), '{"version":1,"proxyUrl":null,');
    expect(opened()).toHaveLength(1);
    expect(opened()).toEqual([]);
    writeFileSync(join(dataDir, 'settings.json'), '{');
    expect(opened()).toHaveLength(2);
    expect(opened()).toEqual([expect.stringContaining('settings.damaged-2.json')]);
    await openSettings({ dataDir }).update({ language: 'en' });
    expect(opened()).toEqual([]);
  });

  it('that comes while the program runs changes nothing until the next update, which keeps it', async () => {
    const settings = openSettings({ dataDir });
    await settings.update({ language: 'zh' });
    writeFileSync(path, '{ half an edit');
    expect(settings.get().language).toBe('zh');
    await settings.update({ colorScheme: 'dark' });
    expect(settings.get()).toMatchObject({ language: 'zh', colorScheme: 'dark' });
    expect(readdirSync(dataDir)).toContain('settings.damaged-1.json');
  });
});

it('of a newer version are refused, and their file left as it is', () => {
  const text = '{"version":2,"language":{"new":"form"}}';
  writeFileSync(path, text);
  expect(() => openSettings({ dataDir })).toThrow(
    expect.objectContaining({ code: 'data-from-newer-version' }),
  );
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it('change when it is their turn: what another process writes meanwhile is kept', async () => {
  const settings = openSettings({ dataDir });
  await settings.update({ language: 'zh' });
  const ports = { clock: systemClock, random: systemRandomness };
  const other = withFileLock(`${path}.lock`, ports, async () => {
    const read = readFileSync(path, 'utf8');
    await pause(100);
    writeFileSync(path, read.replace('"requestTimeoutS": 10', '"requestTimeoutS": 20'));
  });
  const own = settings.update({ colorScheme: 'dark' });
  await Promise.all([other, own]);
  expect(settings.get()).toMatchObject({ language: 'zh', requestTimeoutS: 20, colorScheme: 'dark' });
});
