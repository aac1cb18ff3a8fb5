import { describe, expect, it } from 'vitest';
import { activityDevice, followersOf } from '../../../../renderer/features/channels/followers.js';
import { inboxItem, inboxOf } from '../../support/inbox-sample.js';

const activity = (payload: object, startedWith: object | null = null) =>
  inboxItem({
    pushType: 'liveactivity',
    presentation: 'live-activity',
    payload: JSON.stringify({ aps: payload }),
    startedWith: startedWith === null ? null : JSON.stringify({ aps: startedWith }),
  });
const START = { event: 'start', 'input-push-channel': 'c1' };

describe('the followers of a channel', () => {
  it.each([
    { items: [activity(START)], names: ['iPhone'], because: 'it was started with the channel' },
    { items: [activity({ event: 'update' }, START)], names: ['iPhone'], because: 'an update keeps it' },
    { items: [activity({ event: 'end' }, START)], names: [], because: 'it ended' },
    { items: [activity({ event: 'start' })], names: [], because: 'it takes its updates by token' },
    { items: [inboxItem()], names: [], because: 'it is an alert' },
  ])('are $names, because $because', ({ items, names }) => {
    const followers = followersOf({ inboxes: [inboxOf('iPhone', { items })] }, 'c1');
    expect(followers.map(({ name }) => name)).toEqual(names);
  });
});

describe('the device to start an activity on', () => {
  const topics = ['com.example.app.push-type.liveactivity'];

  it('is online and takes Live Activities of the app', () => {
    const inboxes = [
      inboxOf('plain'),
      inboxOf('away', { device: { topics, state: 'offline' } }),
      inboxOf('here', { device: { topics } }),
    ];
    expect(activityDevice({ inboxes }, 'com.example.app')?.name).toBe('here');
    expect(activityDevice({ inboxes }, 'com.example.other')).toBeNull();
  });
});
