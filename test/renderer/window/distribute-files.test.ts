import { describe, expect, it } from 'vitest';
import type { FileUse } from '#shared/workspace/recognise-file';
import { distributeFiles, type FileReceiver } from '../../../renderer/window/distribute-files.js';

const file = (name: string, use: FileUse) => ({ file: new File([''], name), use });
const receiver = (use: FileReceiver['use']): FileReceiver => ({ use, receive: () => undefined });
const general = receiver(null);
const presets = receiver('push');

const sharesOf = (files: readonly ReturnType<typeof file>[], folders: readonly string[] = []) =>
  distributeFiles(files, folders, [general, presets]).map(({ receiver: to, share }) => ({
    to: to === presets ? 'presets' : 'credentials',
    files: share.files.map(({ name }) => name),
    folders: share.folders,
  }));

describe('a drop', () => {
  it('is shared out by what its files are', () => {
    expect(
      sharesOf([file('a.p12', 'credential'), file('b.apns', 'push'), file('c.p8', 'credential')]),
    ).toEqual([
      { to: 'credentials', files: ['a.p12', 'c.p8'], folders: [] },
      { to: 'presets', files: ['b.apns'], folders: [] },
    ]);
  });

  it('of a folder is told to the one who speaks about files', () => {
    expect(sharesOf([file('b.apns', 'push')], ['Keys'])).toEqual([
      { to: 'presets', files: ['b.apns'], folders: [] },
      { to: 'credentials', files: [], folders: ['Keys'] },
    ]);
  });

  it('that nobody takes is let go', () => {
    expect(distributeFiles([file('a', 'devices')], [], [presets])).toEqual([]);
  });
});
