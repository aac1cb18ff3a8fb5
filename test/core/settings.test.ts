import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSettings } from '#core/settings';
import type { AppError } from '#shared/errors';
import { DEFAULT_SETTINGS, type Settings } from '#shared/settings';

let dataDir: string;
let path: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-settings-'));
  path = join(dataDir, 'settings.json');
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it('are the defaults at first, and keep what was changed', () => {
  const settings = openSettings({ dataDir });
  expect(settings.get()).toEqual(DEFAULT_SETTINGS);
  settings.update({ language: 'zh', requestTimeoutS: 30 });
  expect(openSettings({ dataDir }).get()).toEqual({
    ...DEFAULT_SETTINGS,
    language: 'zh',
    requestTimeoutS: 30,
  });
});

it('show what another process changed meanwhile, and do not undo it', () => {
  const here = openSettings({ dataDir });
  const there = openSettings({ dataDir });
  here.update({ colorScheme: 'dark' });
  there.update({ language: 'en' });
  expect(here.get()).toMatchObject({ colorScheme: 'dark', language: 'en' });
});

it('are told of when this process changes them', () => {
  const changes: Settings[] = [];
  const settings = openSettings({ dataDir, onChange: (changed) => changes.push(changed) });
  settings.update({ language: 'zh' });
  openSettings({ dataDir }).update({ colorScheme: 'dark' });
  expect(changes).toEqual([{ ...DEFAULT_SETTINGS, language: 'zh' }]);
});

it('stand in the file in the form that they always had', () => {
  openSettings({ dataDir }).update({ language: 'zh' });
  const text = readFileSync(path, 'utf8');
  expect(text.startsWith('{\n\t"version": 1,\n\t"language": "zh",\n')).toBe(true);
  openSettings({ dataDir }).update({ language: 'zh' });
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it.runIf(process.platform !== 'win32')(
  'are readable by their owner only: a proxy may have a password',
  () => {
    openSettings({ dataDir }).update({ proxyUrl: 'http://me:secret@proxy:3128' });
    expect(statSync(path).mode & 0o077).toBe(0);
  },
);

it('keep keys that this version does not know', () => {
  writeFileSync(path, '{"version":1,"language":"zh","fromTheFuture":{"a":1}}');
  openSettings({ dataDir }).update({ colorScheme: 'dark' });
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    language: 'zh',
    colorScheme: 'dark',
    fromTheFuture: { a: 1 },
  });
});

it('take the default for a value that makes no sense, and keep the others', () => {
  writeFileSync(path, '{"version":1,"language":"klingon","requestTimeoutS":-4,"colorScheme":"dark"}');
  expect(openSettings({ dataDir }).get()).toEqual({ ...DEFAULT_SETTINGS, colorScheme: 'dark' });
});

describe('a damaged file', () => {
  it.each(['{"language": "zh"', '[]', '', '\u0000\u0000'])(
    '%j is kept, reported, and not in the way',
    (text) => {
      writeFileSync(path, text);
      const problems: AppError[] = [];
      const settings = openSettings({ dataDir, onProblem: (problem) => problems.push(problem) });
      expect(settings.get()).toEqual(DEFAULT_SETTINGS);
      settings.update({ language: 'en' });
      expect(problems.map(({ code }) => code)).toEqual(['data-damaged']);
      expect(readFileSync(join(dataDir, 'settings.damaged-1.json'), 'utf8')).toBe(text);
    },
  );

  it('that comes while the program runs changes nothing until the next update, which keeps it', () => {
    const settings = openSettings({ dataDir });
    settings.update({ language: 'zh' });
    writeFileSync(path, '{ half an edit');
    expect(settings.get().language).toBe('zh');
    settings.update({ colorScheme: 'dark' });
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
