import { beforeEach, describe, expect, it } from 'vitest';
import type { InboxItem, SimulatorState } from '#shared/simulator/model';
import { DEFAULT_SWITCHES } from '#shared/simulator/switches';
import { NOTIFICATION_INTERVAL_MS, notifyOfPushes } from '../../../electron/main/push-notifier.js';
import { Notification } from '../../support/electron-double.js';

const device = { token: 'aa', name: 'iPhone of Ada', topics: [], state: 'active', goneAtMs: null } as const;

function item(id: string, payload: string, change: Partial<InboxItem> = {}): InboxItem {
  return {
    id,
    token: 'aa',
    atMs: Number(id),
    topic: 'com.example.app',
    pushType: 'alert',
    priority: 10,
    collapseId: null,
    payload,
    presentation: 'banner',
    stored: false,
    startedWith: null,
    ...change,
  };
}

function state(...items: InboxItem[]): SimulatorState {
  return {
    running: true,
    url: null,
    managementUrl: null,
    environment: 'sandbox',
    topics: [],
    inboxes: [{ device, badge: 0, items, waiting: null }],
    rules: [],
    switches: DEFAULT_SWITCHES,
    requests: [],
  };
}

const hello = '{"aps":{"alert":{"title":"Hello","body":"World"}}}';

interface World {
  inFront?: boolean;
  stepMs?: number;
  shows: number;
}

async function announce(states: readonly SimulatorState[], world: Partial<World> = {}): Promise<World> {
  let now = 0;
  const result: World = { shows: 0 };
  await notifyOfPushes({
    states: (async function* () {
      for (const next of states) {
        now += world.stepMs ?? NOTIFICATION_INTERVAL_MS;
        yield next;
      }
    })(),
    isWindowInFront: () => world.inFront ?? false,
    showWindow: () => result.shows++,
    now: () => now,
  });
  return result;
}

const shown = () => Notification.shown.map(({ options }) => options);

beforeEach(() => {
  Notification.shown.length = 0;
  Notification.supported = true;
});

describe('a push that reaches a simulated device', () => {
  it('is shown, without a sound, when the window is behind others', async () => {
    await announce([state(), state(item('1', hello))]);
    expect(shown()).toEqual([{ title: 'Hello', body: 'World', silent: true, subtitle: 'iPhone of Ada' }]);
  });

  it('brings the window to the front when it is clicked', async () => {
    const world = await announce([state(), state(item('1', hello))]);
    Notification.shown[0]?.emit('click');
    expect(world.shows).toBe(1);
  });

  it.each([
    { payload: '{"aps":{"alert":"Only text"}}', title: 'com.example.app', body: 'Only text' },
    { payload: '{"aps":{"alert":{"body":7}}}', title: 'com.example.app', body: '' },
    { payload: 'not json', title: 'com.example.app', body: '' },
  ])('has a title whatever the payload is: $payload', async ({ payload, title, body }) => {
    await announce([state(), state(item('1', payload))]);
    expect(shown()).toMatchObject([{ title, body }]);
  });

  it('is no news when it lay there before the program started', async () => {
    await announce([state(item('1', hello)), state(item('1', hello))]);
    expect(shown()).toEqual([]);
  });

  it('is left to the page while the person looks at it', async () => {
    await announce([state(), state(item('1', hello))], { inFront: true });
    expect(shown()).toEqual([]);
  });

  it('shows nothing for what an iPhone would not show', async () => {
    await announce([state(), state(item('1', hello, { presentation: 'silent' }))]);
    expect(shown()).toEqual([]);
  });

  it('is one of at most one in two seconds, the newest, and replaces the one before', async () => {
    const states = Array.from({ length: 21 }, (_, count) =>
      state(
        ...Array.from({ length: count }, (__, id) => item(String(id + 1), `{"aps":{"alert":"${id + 1}"}}`)),
      ),
    );
    await announce(states, { stepMs: 200 });
    expect(shown().map(({ body }) => body)).toEqual(['1', '11']);
    expect(Notification.shown.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });

  it('asks nothing of a system without notifications', async () => {
    Notification.supported = false;
    await announce([state(), state(item('1', hello))]);
    expect(shown()).toEqual([]);
  });
});
