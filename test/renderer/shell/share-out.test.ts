import { describe, expect, it } from 'vitest';
import { shareOut, type FileReceiver } from '../../../renderer/shell/share-out.js';

const named = (name: string): File => new File([''], name);
const receiver = (accepts: FileReceiver['accepts']): FileReceiver => ({ accepts, receive: () => undefined });
const credentials = receiver(null);
const presets = receiver(({ name }) => name.endsWith('.apns'));

const sharesOf = (files: readonly string[], folders: readonly string[] = []) =>
  shareOut({ files: files.map(named), folders }, [credentials, presets]).map(({ receiver: to, share }) => ({
    to: to === presets ? 'presets' : 'credentials',
    files: share.files.map(({ name }) => name),
    folders: share.folders,
  }));

describe('a drop', () => {
  it('is shared out by what its files are', () => {
    expect(sharesOf(['a.p12', 'b.apns', 'c.p8'])).toEqual([
      { to: 'credentials', files: ['a.p12', 'c.p8'], folders: [] },
      { to: 'presets', files: ['b.apns'], folders: [] },
    ]);
  });

  it('of a folder is told to the one who speaks about files', () => {
    expect(sharesOf(['b.apns'], ['Keys'])).toEqual([
      { to: 'presets', files: ['b.apns'], folders: [] },
      { to: 'credentials', files: [], folders: ['Keys'] },
    ]);
  });

  it('that nobody takes is let go', () => {
    expect(shareOut({ files: [named('a')], folders: [] }, [presets])).toEqual([]);
  });
});
