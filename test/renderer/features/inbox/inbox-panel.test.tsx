import { configure, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '#shared/settings';
import type { SimulatorState } from '#shared/simulator/model';
import { InboxPanel } from '../../../../renderer/features/inbox/inbox-panel.js';
import { inboxItem, inboxOf, simulatorState, staysOpen } from '../../support/inbox-sample.js';
import { renderInWindow } from '../../support/render-window.js';

// A busy machine draws the window slowly.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 5000 });

async function openInbox(state: Partial<SimulatorState>, language: 'en' | 'zh' = 'en') {
  const result = await renderInWindow(<InboxPanel />, {
    language,
    answers: {
      'app.settings': () => ({ ...DEFAULT_SETTINGS, language }),
      'simulator.watch': () => staysOpen(simulatorState(state)),
      'simulator.saveDevice': () => undefined,
      'simulator.reset': () => undefined,
    },
  });
  return { ...result, user: userEvent.setup() };
}

const recent = (changes = {}) => inboxItem({ atMs: Date.now(), ...changes });

describe('the simulated phone', () => {
  it('shows a notification with its words and the badge on the app', async () => {
    await openInbox({ inboxes: [inboxOf('iPhone', { badge: 3, items: [recent()] })] });
    const phone = await screen.findByRole('region', { name: 'Screen of iPhone' });
    expect(within(phone).getByText('Lunch')).toBeTruthy();
    expect(within(phone).getByText('is ready')).toBeTruthy();
    expect(screen.getByRole('img', { name: 'Badge: 3' })).toBeTruthy();
  });

  it('says arrivals to a screen reader', async () => {
    await openInbox({ inboxes: [inboxOf('iPhone', { items: [recent()] })] });
    expect(await screen.findByText('New on iPhone: Lunch · is ready')).toBeTruthy();
  });

  it('stacks a thread and opens it', async () => {
    const thread = (id: string, title: string) =>
      recent({ id, payload: JSON.stringify({ aps: { alert: { title }, 'thread-id': 'chat' } }) });
    const items = [thread('3', 'Anna'), thread('2', 'Ben'), thread('1', 'Mei')];
    const { user } = await openInbox({ inboxes: [inboxOf('iPhone', { items })] });
    expect(await screen.findByText('Anna')).toBeTruthy();
    expect(screen.queryByText('Mei')).toBeNull();
    await user.click(screen.getByRole('button', { name: /Show 2 more/ }));
    expect(screen.getByText('Mei')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Show less' }));
    expect(screen.queryByText('Mei')).toBeNull();
  });

  it('rings for a VoIP push and lists it as missed once declined', async () => {
    const call = recent({
      presentation: 'call',
      pushType: 'voip',
      topic: 'com.example.app.voip',
      payload: '{"callerName":"Mei Lin"}',
    });
    const { user } = await openInbox({ inboxes: [inboxOf('iPhone · VoIP', { items: [call] })] });
    const ringing = await screen.findByRole('region', { name: 'Incoming call' });
    expect(within(ringing).getByText('Mei Lin')).toBeTruthy();
    await user.click(within(ringing).getByRole('button', { name: 'Decline' }));
    expect(await screen.findByText('Missed call')).toBeTruthy();
  });

  it('shows the state of a Live Activity by name and value', async () => {
    const activity = recent({
      presentation: 'live-activity',
      pushType: 'liveactivity',
      payload: JSON.stringify({
        aps: { event: 'update', 'attributes-type': 'Match', 'content-state': { home: 2, away: 1 } },
      }),
    });
    await openInbox({ inboxes: [inboxOf('iPhone', { items: [activity] })] });
    expect(await screen.findByText('Match')).toBeTruthy();
    expect(screen.getByText('home').nextSibling?.textContent).toBe('2');
  });

  it('keeps the name and attributes that a Live Activity was started with', async () => {
    const activity = recent({
      presentation: 'live-activity',
      pushType: 'liveactivity',
      payload: '{"aps":{"event":"update","content-state":{"stop":5}}}',
      startedWith: '{"aps":{"event":"start","attributes-type":"Delivery","attributes":{"order":"1042"}}}',
    });
    await openInbox({ inboxes: [inboxOf('iPhone', { items: [activity] })] });
    expect(await screen.findByText('Delivery')).toBeTruthy();
    expect(screen.getByText('order').nextSibling?.textContent).toBe('1042');
    expect(screen.getByText('stop').nextSibling?.textContent).toBe('5');
  });

  it('does not lose pushes that show nothing', async () => {
    const quiet = recent({ presentation: 'background', pushType: 'background' });
    await openInbox({ inboxes: [inboxOf('iPhone', { items: [quiet] })] });
    expect(await screen.findByText('Background push: the app was woken')).toBeTruthy();
  });

  it('shows what waits for an offline phone and brings all its tokens online', async () => {
    const offline = { state: 'offline' } as const;
    const { user, connection } = await openInbox({
      inboxes: [
        inboxOf('iPhone', { device: offline, waiting: recent() }),
        inboxOf('iPhone · VoIP', { device: offline }),
      ],
    });
    expect(await screen.findByText('One push is stored at APNs')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Bring online' }));
    await waitFor(() =>
      expect(
        connection.calls
          .filter(({ procedure }) => procedure === 'simulator.saveDevice')
          .map(({ input }) => (input as { device: { name: string; state: string } }).device)
          .map(({ name, state }) => `${name} ${state}`),
      ).toEqual(['iPhone active', 'iPhone · VoIP active']),
    );
  });

  it('says in Chinese why a phone without the app shows nothing', async () => {
    await openInbox({ inboxes: [inboxOf('iPhone', { device: { state: 'unregistered' } })] }, 'zh');
    expect(await screen.findByText(/这台设备已删除 App/)).toBeTruthy();
  });

  it('teaches what to do while nothing has arrived', async () => {
    await openInbox({ inboxes: [inboxOf('iPhone')] });
    expect(await screen.findByText('Send a push to the simulator and it appears here')).toBeTruthy();
  });
});
