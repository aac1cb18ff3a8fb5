import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownArguments, readLaunchArguments } from '../../../electron/main/launch-arguments.js';

const here = resolve('/work');

describe('readLaunchArguments', () => {
  it('takes files, relative to where the program was started', () => {
    expect(readLaunchArguments(['dev.p12', resolve('/keys/AuthKey_A.p8')], here).files).toEqual([
      join(here, 'dev.p12'),
      resolve('/keys/AuthKey_A.p8'),
    ]);
  });

  it('takes links and passes over broken ones', () => {
    const { links, files } = readLaunchArguments(
      ['pushdeck://compose?topic=com.example', 'pushdeck://rm'],
      here,
    );
    expect(links).toEqual([{ kind: 'compose', topic: 'com.example' }]);
    expect(files).toEqual([]);
  });

  it.each([[['--data-dir', 'data']], [['--data-dir=data']]])('%j names the data folder', (argv) => {
    expect(readLaunchArguments(argv, here)).toEqual({ files: [], links: [], dataDir: join(here, 'data') });
  });

  it('passes over what Chromium and the desktop add', () => {
    const argv = [
      '--no-sandbox',
      '-psn_0_12345',
      '--original-process-start-time=1',
      '',
      '--enable-features=X',
    ];
    expect(readLaunchArguments(argv, here)).toEqual({ files: [], links: [], dataDir: null });
  });
});

describe('ownArguments', () => {
  it('starts after the program, and unpackaged after the folder given to Electron', () => {
    expect(ownArguments({ argv: ['Pushdeck', 'a.p12'] })).toEqual(['a.p12']);
    expect(ownArguments({ argv: ['electron', '.', 'a.p12'], defaultApp: true })).toEqual(['a.p12']);
  });
});
