import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { electronPackageDir, findElectron, installElectron } from '../../../cli/open/electron-binary.js';

let folder: string;
let packageDir: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'pushdeck-electron-')));
  packageDir = join(folder, 'node_modules', 'electron');
  mkdirSync(packageDir, { recursive: true });
  write('package.json', '{"name":"electron","version":"45.4.1"}');
  // Whoever requires the package starts a download: here it would fail the test.
  write('index.js', 'throw new Error("required")');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string): string {
  const file = join(packageDir, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}

function installed(): string {
  write('path.txt', 'electron');
  return write('dist/electron', '#!/bin/sh\n');
}

describe('findElectron', () => {
  it('finds the binary that the package installed', () => {
    const program = installed();
    expect(findElectron({}, packageDir)).toBe(program);
  });

  it('follows the path inside an application bundle', () => {
    write('path.txt', 'Electron.app/Contents/MacOS/Electron\n');
    const program = write('dist/Electron.app/Contents/MacOS/Electron', '');
    expect(findElectron({}, packageDir)).toBe(program);
  });

  it('finds none in a package without its binary, or after a download that broke off', () => {
    expect(findElectron({}, packageDir)).toBeNull();
    write('dist/electron', 'half of it');
    expect(findElectron({}, packageDir)).toBeNull();
    write('path.txt', 'missing');
    expect(findElectron({}, packageDir)).toBeNull();
  });

  it('finds none where the package is not installed', () => {
    expect(findElectron({}, null)).toBeNull();
  });

  it('takes the binary that the environment names, and no other', () => {
    installed();
    const own = join(folder, 'my-electron');
    writeFileSync(own, '');
    expect(findElectron({ ELECTRON_EXEC_PATH: own }, packageDir)).toBe(own);
    expect(findElectron({ ELECTRON_EXEC_PATH: join(folder, 'gone') }, packageDir)).toBeNull();
    expect(findElectron({ ELECTRON_EXEC_PATH: folder }, packageDir)).toBeNull();
  });

  it('takes the folder that the environment names, also before the package was installed fully', () => {
    const dist = join(folder, 'dist');
    mkdirSync(dist);
    writeFileSync(join(dist, 'electron'), '');
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: dist }, packageDir)).toBe(join(dist, 'electron'));
  });
});

describe('electronPackageDir', () => {
  it('finds the package from where it is asked, without running it', () => {
    expect(electronPackageDir(pathToFileURL(join(folder, 'out', 'main.js')).href)).toBe(packageDir);
  });

  it('is null where there is none', () => {
    rmSync(packageDir, { recursive: true });
    expect(electronPackageDir(pathToFileURL(join(folder, 'main.js')).href)).toBeNull();
  });
});

describe('installElectron', () => {
  it('runs the installer of the package and gives the path', async () => {
    write(
      'install.js',
      `const fs = require('fs'); const at = (p) => require('path').join(__dirname, p);
       fs.mkdirSync(at('dist')); fs.writeFileSync(at('dist/electron'), ''); fs.writeFileSync(at('path.txt'), 'electron');`,
    );
    expect(await installElectron({ env: {}, packageDir })).toEqual({
      kind: 'installed',
      path: join(packageDir, 'dist', 'electron'),
    });
  });

  it('says in one line why it failed', async () => {
    write(
      'install.js',
      `console.error(new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND github.com') })); process.exit(1);`,
    );
    const result = await installElectron({ env: {}, packageDir });
    expect(result).toEqual({
      kind: 'failed',
      because: {
        en: 'it could not be downloaded (getaddrinfo ENOTFOUND github.com)',
        zh: '无法下载（getaddrinfo ENOTFOUND github.com）',
      },
    });
  });

  it.each([
    "console.error('gave up\\n'); process.exit(1)",
    'throw new Error("gave up")',
    'console.log("gave up")',
  ])('finds the reason in the output of %s', async (script) => {
    write('install.js', script);
    const result = await installElectron({ env: {}, packageDir });
    if (result.kind !== 'failed') throw new Error('a missing binary counted as installed');
    expect(result.because.en).toMatch(/gave up/);
    expect(result.because.en).not.toContain('\n');
  });

  it('stops a download that hangs', async () => {
    write('install.js', 'setInterval(() => {}, 1000)');
    const result = await installElectron({ env: {}, packageDir, limitMs: 300 });
    expect(result).toMatchObject({
      kind: 'failed',
      because: { en: 'the download took longer than 0 seconds' },
    });
  });

  it('stops when it is interrupted', async () => {
    write('install.js', 'setInterval(() => {}, 1000)');
    const interruption = new AbortController();
    setTimeout(() => interruption.abort(), 100);
    const result = await installElectron({ env: {}, packageDir, signal: interruption.signal });
    expect(result).toMatchObject({ kind: 'failed', because: { en: 'the download was interrupted' } });
  });

  it('says so where the package is not installed', async () => {
    expect(await installElectron({ env: {}, packageDir: null })).toMatchObject({
      kind: 'failed',
      because: { en: 'the package “electron” is not installed here' },
    });
  });
});
