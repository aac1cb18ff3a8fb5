import { describe, expect, it } from 'vitest';
import { nextPhoneTab, type PhoneTabEvent } from '../../../renderer/window/phone-tab.js';

const after = (...events: PhoneTabEvent[]): string =>
  events.reduce(nextPhoneTab, { tab: 'preview', isAutomatic: false }).tab;

describe('the phone beside Compose', () => {
  it('shows the inbox when a push has arrived there', () => {
    expect(after({ kind: 'arrivals' })).toBe('inbox');
  });

  it('goes back to the preview when the push is written on', () => {
    expect(after({ kind: 'arrivals' }, { kind: 'writing' })).toBe('preview');
  });

  it('stays on the inbox when it was chosen by hand', () => {
    expect(after({ kind: 'chosen', tab: 'inbox' }, { kind: 'arrivals' }, { kind: 'writing' })).toBe('inbox');
  });
});
