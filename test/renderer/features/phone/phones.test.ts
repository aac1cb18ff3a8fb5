import { describe, expect, it } from 'vitest';
import type { InboxItem, SimulatorDeviceInbox } from '#shared/simulator/model';
import { groupBy } from '../../../../renderer/features/phone/group-by.js';
import {
  appName,
  appOf,
  callKey,
  lockScreenOf,
  phoneQuiet,
  RINGING_MS,
} from '../../../../renderer/features/phone/lock-screen.js';
import { type Phone, phoneName, phonesOf, phoneToShow } from '../../../../renderer/features/phone/phones.js';
import { wordsOf } from '../../../../renderer/features/phone/read-item.js';
import { inboxItem, inboxOf, NOW_MS } from '../../support/inbox-sample.js';

const only = (boxes: readonly SimulatorDeviceInbox[]): Phone => {
  const [phone] = phonesOf(boxes);
  if (phone === undefined) throw new Error('no phone');
  return phone;
};
const screenOf = (items: readonly InboxItem[], answered: readonly string[] = [], nowMs = NOW_MS) =>
  lockScreenOf(only([inboxOf('iPhone', { items })]), new Set(answered), nowMs);

describe('phonesOf', () => {
  it('shows the tokens of one phone on one screen, the newest push first', () => {
    const phones = phonesOf([
      inboxOf('iPhone', { badge: 2, items: [inboxItem({ id: 'old', atMs: NOW_MS - 10 })] }),
      inboxOf('iPad'),
      inboxOf('iPhone · VoIP', { badge: 1, items: [inboxItem({ id: 'new' })] }),
    ]);
    expect(phones.map(({ name, badge, items }) => [name, badge, items.map(({ id }) => id)])).toEqual([
      ['iPhone', 3, ['new', 'old']],
      ['iPad', 0, []],
    ]);
  });

  it('takes only the separator for one, not a dot in a name', () => {
    expect(phoneName('Anna’s iPhone 15·Pro')).toBe('Anna’s iPhone 15·Pro');
    expect(phoneName('iPhone · VoIP')).toBe('iPhone');
  });
});

describe('phoneToShow', () => {
  const phones = phonesOf([
    inboxOf('iPhone', { items: [inboxItem({ atMs: NOW_MS - 5000 })] }),
    inboxOf('iPad', { items: [inboxItem({ atMs: NOW_MS })] }),
  ]);

  it('follows the newest push, so that Send shows where it went', () => {
    expect(phoneToShow(phones, null)?.name).toBe('iPad');
    expect(phoneToShow(phones, { name: 'iPhone', atMs: NOW_MS - 1 })?.name).toBe('iPad');
  });

  it('stays with what was chosen until something new arrives', () => {
    expect(phoneToShow(phones, { name: 'iPhone', atMs: NOW_MS + 1 })?.name).toBe('iPhone');
  });

  it('shows the first phone while nothing has arrived anywhere', () => {
    expect(phoneToShow(phonesOf([inboxOf('iPhone'), inboxOf('iPad')]), null)?.name).toBe('iPhone');
    expect(phoneToShow([], null)).toBeNull();
  });

  it('follows a push that is stored for an offline phone', () => {
    const offline = phonesOf([inboxOf('iPhone'), inboxOf('iPad', { waiting: inboxItem({ atMs: NOW_MS }) })]);
    expect(phoneToShow(offline, null)?.name).toBe('iPad');
  });
});

describe('the lock screen', () => {
  it('groups notifications by app and thread', () => {
    const thread = (id: string, name: string | undefined, topic = 'com.example.app') =>
      inboxItem({ id, topic, payload: JSON.stringify({ aps: { alert: id, 'thread-id': name } }) });
    const { stacks } = screenOf([
      thread('1', 'chat'),
      thread('2', undefined),
      thread('3', 'chat'),
      thread('4', 'chat', 'com.example.other'),
    ]);
    expect(stacks.map(({ items }) => items.map(({ id }) => id))).toEqual([['1', '3'], ['2'], ['4']]);
  });

  it('rings for a call until it is answered or missed, then lists it', () => {
    const call = inboxItem({ id: '7', presentation: 'call', pushType: 'voip' });
    expect(screenOf([call]).call?.id).toBe('7');
    expect(screenOf([call]).stacks).toEqual([]);
    expect(screenOf([call], [callKey('7', call.atMs)]).call).toBeNull();
    const later = screenOf([call], [], NOW_MS + RINGING_MS);
    expect(later.call).toBeNull();
    expect(later.stacks).toHaveLength(1);
  });

  it('keeps what shows nothing apart', () => {
    const items = (['silent', 'background', 'badge', 'other'] as const).map((presentation) =>
      inboxItem({ id: presentation, presentation }),
    );
    const phone = only([inboxOf('iPhone', { items })]);
    expect(lockScreenOf(phone, new Set(), NOW_MS).stacks).toEqual([]);
    expect(phoneQuiet(phone).map(({ id }) => id)).toEqual(['silent', 'background', 'badge', 'other']);
  });

  it.each([
    ['com.example.app', 'com.example.app', 'App'],
    ['com.example.chat.voip', 'com.example.chat', 'Chat'],
    ['com.example.chat.push-type.liveactivity', 'com.example.chat', 'Chat'],
    ['com.example.chat.pushkit.fileprovider', 'com.example.chat', 'Chat'],
    ['pushdeck', 'pushdeck', 'Pushdeck'],
  ])('names the app of %s', (topic, bundleId, name) => {
    expect(appOf(topic)).toBe(bundleId);
    expect(appName(topic)).toBe(name);
  });
});

describe('reading an item', () => {
  it('says title and text on one line, and nothing for what is no alert', () => {
    const payload = '{"aps":{"alert":{"title":"Lunch","body":"is ready"}}}';
    expect(wordsOf(inboxItem({ payload }))).toBe('Lunch · is ready');
    expect(wordsOf(inboxItem({ payload: '{"aps":{"badge":1}}' }))).toBe('');
    expect(wordsOf(inboxItem({ payload: 'no json' }))).toBe('');
  });
});

describe('groupBy', () => {
  it('keeps the order of the first members', () => {
    expect([...groupBy([3, 1, 4, 5], (value) => value % 2).entries()]).toEqual([
      [1, [3, 1, 5]],
      [0, [4]],
    ]);
  });
});
