import { describe, expect, it } from 'vitest';
import { readStoredSettings, SETTING_NAMES, validateSettingsChange } from '#shared/setting-rules';
import { DEFAULT_SETTINGS } from '#shared/settings';

const SERVER = { id: 'a', name: 'Mine', url: 'https://127.0.0.1:2197', caPem: null };

it('has a rule for every setting, which takes its default', () => {
  expect([...SETTING_NAMES].sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
  expect(validateSettingsChange({ ...DEFAULT_SETTINGS })).toEqual(DEFAULT_SETTINGS);
});

describe('a change', () => {
  it.each([
    { language: 'zh' },
    { requestTimeoutS: 1 },
    { requestTimeoutS: 600 },
    { connectTimeoutS: 0.5 + 1 },
    { historyRetentionDays: 36_500 },
    { historyRetentionDays: null },
    { idleLockMinutes: 1440 },
    { customServers: [SERVER] },
    { proxyUrl: null, workspaceFolder: '/data' },
  ])('to %j is taken', (change) => {
    expect(validateSettingsChange(change)).toEqual(change);
  });

  it.each([
    [{ language: 'klingon' }, /language cannot be .*klingon.*one of en, zh, system/],
    [{ requestTimeoutS: 601 }, /requestTimeoutS cannot be .*601.*a number from 1 to 600 \(seconds\)/],
    [{ connectTimeoutS: Number.NaN }, /connectTimeoutS cannot be/],
    [
      { historyRetentionDays: 40_000 },
      /historyRetentionDays cannot be .*40000.*whole number from 1 to 36,500/,
    ],
    [{ historyRetentionDays: 1.5 }, /historyRetentionDays cannot be .*1\.5.*or null/],
    [{ idleLockMinutes: 0 }, /idleLockMinutes cannot be .*0/],
    [{ requestTimeoutS: null }, /requestTimeoutS cannot be .*null/],
    [{ proxyUrl: `http://${'x'.repeat(2048)}` }, /proxyUrl cannot be .*at most 2,048 characters/],
    [{ customServers: [SERVER, { ...SERVER, url: 7 }] }, /customServers cannot be .*\[1\]/],
    [{ colour: 'dark' }, /no setting .*colour/],
  ])('to %j is refused by name, value and what is allowed', (change, words) => {
    expect(() => validateSettingsChange(change)).toThrow(expect.objectContaining({ code: 'bad-setting' }));
    expect(() => validateSettingsChange(change)).toThrow(words);
  });

  it('is limited to what may be changed from there', () => {
    expect(() => validateSettingsChange({ workspaceFolder: '/etc' }, ['language'])).toThrow(
      expect.objectContaining({ code: 'bad-setting' }),
    );
  });

  it('that is refused shows no password', () => {
    const proxyUrl = `http://ada:planted-secret@proxy/${'x'.repeat(2048)}`;
    expect(() => validateSettingsChange({ proxyUrl })).toThrow(expect.not.stringContaining('planted-secret'));
  });
});

describe('stored settings', () => {
  it('are the default where a value is missing or refused, which is told', () => {
    const { settings, refused } = readStoredSettings({ language: 'klingon', colorScheme: 'dark' });
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, colorScheme: 'dark' });
    expect([...refused.keys()]).toEqual(['language']);
    expect(readStoredSettings(null)).toEqual({ settings: DEFAULT_SETTINGS, refused: new Map() });
  });

  it('keep the servers that can be read beside one that cannot', () => {
    const { settings, refused } = readStoredSettings({ customServers: [SERVER, { id: 'b' }] });
    expect(settings.customServers).toEqual([SERVER]);
    expect(refused.get('customServers')?.message).toContain('[1]');
  });
});
