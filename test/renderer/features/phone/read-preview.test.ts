import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PUSH_TYPES } from '#shared/apns/push-types';
import { readPreview } from '../../../../renderer/features/phone/read-preview.js';

const NOW_MS = 1_700_000_000_000;
const read = (payload: unknown, pushType = 'alert') => readPreview(JSON.stringify(payload), pushType, NOW_MS);

describe('the preview of an alert', () => {
  it('shows its texts, sound and badge', () => {
    expect(read({ aps: { alert: { title: 'T', body: 'B' }, sound: 'default', badge: 3 } })).toMatchObject({
      kind: 'alert',
      title: { words: 'T', isKey: false },
      body: { words: 'B' },
      sound: 'default',
      badge: 3,
      level: 'active',
    });
  });

  it('takes a bare string for the body', () => {
    expect(read({ aps: { alert: 'Hi' } })).toMatchObject({ body: { words: 'Hi' }, title: { words: '' } });
  });

  it('shows a localisation key as one, with its arguments', () => {
    const alert = { 'loc-key': 'GREETING', 'loc-args': ['Ada', '3'] };
    expect(read({ aps: { alert } })).toMatchObject({ body: { words: 'GREETING (Ada, 3)', isKey: true } });
  });

  it('knows a critical alert by its sound', () => {
    const sound = { critical: 1, name: 'alarm', volume: 1 };
    expect(read({ aps: { alert: 'x', sound } })).toMatchObject({ level: 'critical', sound: 'alarm' });
  });

  it('follows a text that is not finished', () => {
    expect(readPreview('{"aps":{"alert":{"title":"Ha', 'alert', NOW_MS)).toMatchObject({
      title: { words: 'Ha' },
    });
  });

  it('fills built-in variables in and leaves others as they stand', () => {
    expect(read({ aps: { alert: 'At {{now}}, {{name}}' } })).toMatchObject({
      body: { words: 'At 1700000000, {{name}}' },
    });
  });
});

describe('the preview of a push without words', () => {
  it.each([
    { aps: { badge: 2 }, quiet: 'badge' },
    { aps: { sound: 'default' }, quiet: 'sound' },
    { aps: { 'content-available': 1 }, quiet: 'background' },
    { aps: {}, quiet: 'nothing' },
  ])('of $aps says $quiet', ({ aps, quiet }) => {
    expect(read({ aps })).toMatchObject({ kind: 'quiet', quiet });
  });

  it.each(['background', 'widgets', 'mdm', 'location'])('of type %s says what it does', (pushType) => {
    expect(read({ aps: {} }, pushType)).toMatchObject({ kind: 'quiet', quiet: pushType });
  });
});

describe('the preview of a Live Activity', () => {
  it('shows its state by name and value, and a progress', () => {
    const aps = { event: 'update', 'content-state': { driver: 'Ada', progress: 0.4 } };
    expect(read({ aps }, 'liveactivity')).toMatchObject({
      kind: 'activity',
      event: 'update',
      values: [
        { name: 'driver', value: 'Ada' },
        { name: 'progress', value: '0.4' },
      ],
      progress: 0.4,
    });
  });
});

describe('the preview of a call', () => {
  it('names who calls, wherever the app put it', () => {
    expect(read({ aps: {}, call: { callerName: 'Grace' } }, 'voip')).toEqual({
      kind: 'call',
      caller: 'Grace',
    });
  });
});

describe('any payload', () => {
  it('has a preview', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.constantFrom(...PUSH_TYPES, ''), (payload, type) => {
        expect(readPreview(payload, type, NOW_MS).kind).toBeTypeOf('string');
      }),
    );
  });
});
