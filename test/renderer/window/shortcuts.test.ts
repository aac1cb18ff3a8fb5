import { describe, expect, it } from 'vitest';
import { isMacLike, keyNames } from '../../../renderer/window/shortcuts.js';

describe('shortcuts', () => {
  it('are named as the system names its keys', () => {
    expect(keyNames('send', true)).toEqual(['⌘', '↩']);
    expect(keyNames('send', false)).toEqual(['Ctrl', 'Enter']);
  });

  it('believe the desktop host before the browser', () => {
    expect(isMacLike('linux', 'Macintosh')).toBe(false);
    expect(isMacLike(undefined, 'Mozilla/5.0 (Macintosh)')).toBe(true);
  });
});
