import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moveAside, writeFileAtomically } from '#core/files/atomic-file';
import { defaultDataDir, openDataFolder } from '#core/files/data-folder';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const onPosix = it.runIf(process.platform !== 'win32');
const asOrdinaryUser = it.runIf(process.getuid !== undefined && process.getuid() !== 0);

describe('the default folder', () => {
  it.each([
    ['darwin', {}, '/Users/ada', '/Users/ada/Library/Application Support/Pushdeck'],
    ['linux', {}, '/home/ada', '/home/ada/.local/share/pushdeck'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/home/ada', '/data/pushdeck'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada', '/home/ada/.local/share/pushdeck'],
    ['win32', { APPDATA: 'C:\\Users\\Ada\\Roaming' }, 'C:\\Users\\Ada', 'C:\\Users\\Ada\\Roaming\\Pushdeck'],
    ['win32', {}, 'C:\\Users\\Ada', 'C:\\Users\\Ada\\AppData\\Roaming\\Pushdeck'],
    ['linux', { PUSHDECK_DATA_DIR: '/elsewhere' }, '/home/ada', '/elsewhere'],
  ] as const)(
    'on %s with %j is the platform’s place for application data',
    (platform, env, home, expected) => {
      expect(defaultDataDir(env, platform, home)).toBe(expected);
    },
  );
});

describe('opening', () => {
  it('makes the folder, and can be done again', () => {
    const dir = join(folder, 'a', 'b');
    expect(openDataFolder(dir)).toBe(dir);
    expect(openDataFolder(dir)).toBe(dir);
    expect(readdirSync(dir)).toEqual(['pushdeck-data.json']);
  });

  onPosix('makes it for its owner alone', () => {
    const dir = join(folder, 'private');
    openDataFolder(dir);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it('names a folder that is a file', () => {
    const dir = join(folder, 'file');
    writeFileSync(dir, '');
    expect(() => openDataFolder(dir)).toThrow(expect.objectContaining({ code: 'data-folder-unwritable' }));
    expect(() => openDataFolder(dir)).toThrow(dir);
  });

  it.runIf(process.platform === 'linux')('ends where a folder exists but takes none', () => {
    expect(() => openDataFolder('/proc/self/pushdeck')).toThrow(
      expect.objectContaining({ code: 'data-folder-unwritable' }),
    );
  });

  asOrdinaryUser('names a folder that cannot be written', () => {
    const dir = join(folder, 'locked');
    mkdirSync(dir);
    chmodSync(dir, 0o500);
    expect(() => openDataFolder(dir)).toThrow(expect.objectContaining({ code: 'data-folder-unwritable' }));
  });

  it('refuses a folder of a newer version and changes nothing in it', () => {
    const mark = join(folder, 'pushdeck-data.json');
    writeFileSync(mark, '{"version":7}');
    expect(() => openDataFolder(folder)).toThrow(
      expect.objectContaining({ code: 'data-from-newer-version' }),
    );
    expect(readFileSync(mark, 'utf8')).toBe('{"version":7}');
    expect(readdirSync(folder)).toEqual(['pushdeck-data.json']);
  });

  it('survives a damaged version mark and keeps it', () => {
    writeFileSync(join(folder, 'pushdeck-data.json'), 'rubbish');
    openDataFolder(folder);
    expect(readFileSync(join(folder, 'pushdeck-data.damaged-1.json'), 'utf8')).toBe('rubbish');
  });
});

describe('an atomic write', () => {
  it('replaces the content and leaves nothing beside it', () => {
    const path = join(folder, 'file.json');
    writeFileAtomically(path, 'one');
    writeFileAtomically(path, new Uint8Array([0x74, 0x77, 0x6f]));
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['file.json']);
  });

  onPosix('gives the file the mode asked for, private by default', () => {
    writeFileAtomically(join(folder, 'private'), '');
    writeFileAtomically(join(folder, 'shared'), '', { mode: 0o644 });
    expect(statSync(join(folder, 'private')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'shared')).mode & 0o077).toBe(0o044);
  });

  onPosix('follows a link instead of replacing it', () => {
    writeFileSync(join(folder, 'real'), 'old');
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    writeFileAtomically(join(folder, 'link'), 'new');
    expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('new');
  });

  it('that fails leaves the old file and no rest', () => {
    const path = join(folder, 'missing', 'file');
    expect(() => writeFileAtomically(path, 'x')).toThrow();
    expect(existsSync(join(folder, 'missing'))).toBe(false);
  });
});

it('moving aside takes the next free name', () => {
  const path = join(folder, 'a.json');
  for (const text of ['one', 'two']) {
    writeFileSync(path, text);
    moveAside(path);
  }
  expect(readFileSync(join(folder, 'a.damaged-1.json'), 'utf8')).toBe('one');
  expect(readFileSync(join(folder, 'a.damaged-2.json'), 'utf8')).toBe('two');
});
