import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PUSH_TYPES } from '#shared/apns/push-types';
import { describeNotification } from '#shared/payload/preview';

const describeAps = (aps: unknown, pushType = 'alert') =>
  describeNotification(JSON.stringify({ aps }), pushType);
const plain = (words: string) => ({ words, isKey: false, args: [] });

describe('an alert', () => {
  it('shows title, subtitle and body with everything around them', () => {
    expect(
      describeAps({
        alert: { title: 'Order', subtitle: '1042', body: 'On its way' },
        badge: 3,
        sound: 'ding.caf',
        'thread-id': 'orders',
        category: 'ORDER',
        'interruption-level': 'time-sensitive',
        'mutable-content': 1,
        'content-available': 1,
      }),
    ).toEqual({
      kind: 'notification',
      title: plain('Order'),
      subtitle: plain('1042'),
      body: plain('On its way'),
      level: 'time-sensitive',
      sound: { name: 'ding.caf', isCritical: false, volume: null },
      badge: 3,
      threadId: 'orders',
      category: 'ORDER',
      runsExtension: true,
      wakesApp: true,
    });
  });

  it('that is a string shows it as the body', () => {
    expect(describeAps({ alert: 'Hello' })).toMatchObject({
      title: null,
      body: plain('Hello'),
      level: 'active',
    });
  });

  it('shows localisation keys as keys, with their arguments, instead of the plain text', () => {
    expect(
      describeAps({ alert: { body: 'unused', 'loc-key': 'GREETING', 'loc-args': ['Ada', 'Grace'] } }),
    ).toMatchObject({
      body: { words: 'GREETING', isKey: true, args: ['Ada', 'Grace'] },
    });
  });

  it('with a critical sound is critical', () => {
    expect(
      describeAps({ alert: 'Fire', sound: { critical: 1, name: 'alarm.caf', volume: 0.5 } }),
    ).toMatchObject({
      level: 'critical',
      sound: { name: 'alarm.caf', isCritical: true, volume: 0.5 },
    });
  });

  it('ignores values of the wrong type, as the device does', () => {
    expect(describeAps({ alert: 'Hi', badge: '3', 'mutable-content': true, category: 7 })).toMatchObject({
      badge: null,
      runsExtension: false,
      category: null,
    });
  });
});

describe('a badge', () => {
  it.each([
    [0, 0],
    [2.7, 2],
    [-1, null],
    [-0.5, null],
  ])('of %s shows as %s', (badge, shown) => {
    expect(describeAps({ badge })).toMatchObject({ kind: 'silent', badge: shown });
    expect(describeAps({ alert: 'Hi', badge })).toMatchObject({ kind: 'notification', badge: shown });
  });
});

describe('a push that shows nothing', () => {
  it.each([
    [{ badge: 5 }, 'alert', 'badge only', 5],
    [{ sound: 'default' }, 'alert', 'sound only', null],
    [{ 'content-available': 1 }, 'alert', 'in the background', null],
    [{ alert: { title: '' } }, 'alert', 'shows nothing', null],
    [{ 'content-available': 1 }, 'background', 'in the background', null],
    [{ alert: 'Hi' }, 'background', 'in the background', null],
    [{ 'content-changed': true }, 'widgets', 'widgets', null],
    [{ badge: 4 }, 'sound', 'badge only', 4],
    [{}, 'location', 'where the device is', null],
  ])('%j as %s says why: %s', (aps, pushType, why, badge) => {
    const description = describeAps(aps, pushType);
    expect(description).toMatchObject({ kind: 'silent', badge });
    expect(description.kind === 'silent' && description.why.en).toContain(why);
  });
});

describe('a call', () => {
  it.each([
    ['{"aps":{},"caller":"Ada"}', 'Ada'],
    ['{"call":{"displayName":"Grace"}}', 'Grace'],
    ['{"aps":{"alert":"Ada is calling"}}', 'Ada is calling'],
    ['{"id":7}', null],
  ])('%s comes from %s', (text, caller) => {
    expect(describeNotification(text, 'voip')).toEqual({ kind: 'call', caller });
  });
});

describe('a Live Activity', () => {
  it('gives its event, data, dates and the alert beside it', () => {
    const aps = {
      timestamp: 1767225600,
      event: 'start',
      'input-push-channel': 'dHN0LXNyY2g=',
      'attributes-type': 'Delivery',
      attributes: { order: '1042' },
      'content-state': { stops: [1, 2], done: false },
      'stale-date': 1767229200,
      alert: { title: { 'loc-key': 'T', 'loc-args': ['x'] }, body: 'On its way', sound: 'default' },
    };
    expect(describeAps(aps, 'liveactivity')).toMatchObject({
      kind: 'live-activity',
      event: 'start',
      attributesType: 'Delivery',
      attributes: { order: '1042' },
      contentState: { stops: [1, 2], done: false },
      staleDateS: 1767229200,
      dismissalDateS: null,
      timestampS: 1767225600,
      channelId: 'dHN0LXNyY2g=',
      alert: {
        title: { words: 'T', isKey: true, args: ['x'] },
        body: plain('On its way'),
        sound: { name: 'default' },
      },
    });
  });

  it('without an event that exists is not guessed at', () => {
    expect(describeAps({ event: 'begin' }, 'liveactivity')).toMatchObject({ event: null, alert: null });
  });
});

describe('any text', () => {
  it.each(['', '[]', '"aps"', 'null'])('%j is unreadable', (text) => {
    expect(describeNotification(text, 'alert')).toEqual({ kind: 'unreadable' });
  });

  it('that is half written shows what is there', () => {
    expect(describeNotification('{"aps":{"alert":{"title":"Hi","bo', 'alert')).toMatchObject({
      title: plain('Hi'),
    });
  });

  it('gives a description and no error', () => {
    const text = fc.oneof(
      fc.json(),
      fc.string(),
      fc.jsonValue().map((aps) => JSON.stringify({ aps })),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...PUSH_TYPES, ''), (payload, pushType) => {
        expect(describeNotification(payload, pushType).kind).toMatch(/./);
      }),
    );
  });
});
