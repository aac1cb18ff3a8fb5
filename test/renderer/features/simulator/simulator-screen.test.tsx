import { Notifications } from '@mantine/notifications';
import { configure, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { FaultRule, SimulatorRequest, SimulatorState } from '#shared/simulator/model';
import { RULE_GALLERY } from '#shared/simulator/rule-gallery';
import { DEFAULT_SWITCHES } from '#shared/simulator/switches';
import { BEHAVIOUR_GROUPS } from '../../../../renderer/features/simulator/behaviours.js';
import { SimulatorScreen } from '../../../../renderer/features/simulator/simulator-screen.js';
import { inboxOf, simulatorState, staysOpen } from '../../support/inbox-sample.js';
import { renderInWindow } from '../../support/render-window.js';

// Typing goes through every component key by key, which is slow on a busy machine.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 5000 });

const RULE: FaultRule = {
  id: 'r1',
  name: 'Down',
  enabled: true,
  when: { every: 3 },
  then: { answer: { status: 503, reason: 'ServiceUnavailable' } },
};

async function openScreen(state: Partial<SimulatorState> = {}) {
  const result = await renderInWindow(
    <>
      <SimulatorScreen />
      <Notifications />
    </>,
    {
      answers: {
        'simulator.watch': () => staysOpen(simulatorState({ inboxes: [inboxOf('iPhone')], ...state })),
        'simulator.saveDevice': () => undefined,
        'simulator.removeDevice': () => undefined,
        'simulator.setRules': () => undefined,
        'simulator.setSwitches': () => undefined,
        'simulator.reset': () => undefined,
      },
    },
  );
  const user = userEvent.setup();
  const lastInput = (procedure: string): unknown =>
    result.connection.calls.filter((call) => call.procedure === procedure).at(-1)?.input;
  const openTab = async (name: RegExp) => user.click(await screen.findByRole('tab', { name }));
  return { ...result, user, lastInput, openTab };
}

describe('the simulator screen', () => {
  it('says where it listens and gives a command that works', async () => {
    await openScreen();
    expect(await screen.findByText('https://127.0.0.1:4000')).toBeTruthy();
    expect(screen.getByText('/data/simulator/ca.pem')).toBeTruthy();
    expect(screen.getByText(/--cacert \/data\/simulator\/ca\.pem/)).toBeTruthy();
  });

  it('refuses a device with a bad token in place and saves it once it is good', async () => {
    const { user, lastInput } = await openScreen();
    await user.click(await screen.findByRole('button', { name: 'Add device' }));
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByLabelText('Name'), 'Mine');
    await user.type(within(dialog).getByLabelText('Device token'), 'abc');
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(await within(dialog).findByText(/3 hex digits; two make a byte/)).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Generate' }));
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(lastInput('simulator.saveDevice')).toMatchObject({
        device: { name: 'Mine', topics: ['com.example.app'], state: 'active', goneAtMs: null },
      }),
    );
  });

  it('shows what each rule does in a sentence and switches it off', async () => {
    const { user, lastInput, openTab } = await openScreen({ rules: [RULE] });
    await openTab(/Fault rules/);
    expect(await screen.findByText('Every 3rd push is answered 503 ServiceUnavailable.')).toBeTruthy();
    await user.click(screen.getByRole('switch', { name: 'Enable the rule: Down' }));
    await waitFor(() =>
      expect(lastInput('simulator.setRules')).toEqual({ rules: [{ ...RULE, enabled: false }] }),
    );
  });

  it('adds a rule from the gallery at the end', async () => {
    const { user, lastInput, openTab } = await openScreen({ rules: [RULE] });
    await openTab(/Fault rules/);
    await user.click(await screen.findByRole('button', { name: 'Gallery' }));
    const [entry] = RULE_GALLERY;
    if (entry === undefined) throw new Error('the gallery is empty');
    await user.click(await screen.findByRole('button', { name: new RegExp(entry.title.en) }));
    await waitFor(() =>
      expect(lastInput('simulator.setRules')).toMatchObject({
        rules: [{ id: 'r1' }, { name: entry.title.en, then: entry.rule.then, enabled: true }],
      }),
    );
  });

  it('writes the sentence of a new rule while it is put together', async () => {
    const { user, lastInput, openTab } = await openScreen();
    await openTab(/Fault rules/);
    await user.click(await screen.findByRole('button', { name: 'New rule' }));
    const dialog = await screen.findByRole('dialog');
    const reason = within(dialog).getByRole('combobox', { name: 'Reason' });
    await user.clear(reason);
    await user.paste('BadDeviceToken');
    expect(await within(dialog).findByText(/400 BadDeviceToken/)).toBeTruthy();
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(lastInput('simulator.setRules')).toMatchObject({
        rules: [{ when: {}, then: { answer: { status: 400, reason: 'BadDeviceToken' } } }],
      }),
    );
  });

  it('takes a removed rule back to its place', async () => {
    const second: FaultRule = { ...RULE, id: 'r2', name: 'Second' };
    const { user, lastInput, openTab } = await openScreen({ rules: [RULE, second] });
    await openTab(/Fault rules/);
    const [remove] = await screen.findAllByRole('button', { name: 'Remove' });
    if (remove === undefined) throw new Error('no rule');
    await user.click(remove);
    await waitFor(() => expect(lastInput('simulator.setRules')).toEqual({ rules: [second] }));
    await user.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(lastInput('simulator.setRules')).toEqual({ rules: [RULE, second] }));
  });

  it('turns a behaviour of the real service on, and says on every tab which are on', async () => {
    const { user, lastInput, openTab } = await openScreen({
      switches: { ...DEFAULT_SWITCHES, throttleAfterErrors: true },
    });
    await openTab(/Behaviours 1/);
    const address = screen.getByRole('region', { name: 'Address of the simulator' });
    expect(within(address).getByText('Throttled after an error')).toBeTruthy();
    expect(screen.getByRole('switch', { name: 'Throttled after an error', checked: true })).toBeTruthy();
    await user.click(screen.getByRole('switch', { name: /stuck after an expired token/, checked: false }));
    await waitFor(() =>
      expect(lastInput('simulator.setSwitches')).toEqual({ switches: { wedgeAfterExpiredToken: true } }),
    );
  });

  it('has a control for every switch of the simulator', () => {
    const shown = BEHAVIOUR_GROUPS.flatMap(({ behaviours }) => behaviours.map(({ name }) => name));
    expect([...shown].sort()).toEqual(Object.keys(DEFAULT_SWITCHES).sort());
  });

  it('takes over an amount when it is complete, within what is allowed, in the unit of the switch', async () => {
    const { user, lastInput, openTab } = await openScreen();
    await openTab(/Behaviours/);
    const patience = screen.getByRole('textbox', { name: 'Request body timeout' });
    expect(patience).toHaveProperty('value', '60 s');
    await user.clear(patience);
    await user.type(patience, '2.5');
    expect(lastInput('simulator.setSwitches')).toBeUndefined();
    await user.keyboard('{Enter}');
    await waitFor(() =>
      expect(lastInput('simulator.setSwitches')).toEqual({ switches: { requestIdleMs: 2500 } }),
    );
    const streams = screen.getByRole('textbox', { name: 'Pushes before the first token' });
    await user.clear(streams);
    await user.type(streams, '5000');
    await user.tab();
    await waitFor(() =>
      expect(lastInput('simulator.setSwitches')).toEqual({ switches: { streamsBeforeFirstToken: 1000 } }),
    );
    await user.clear(streams);
    await user.tab();
    expect(streams).toHaveProperty('value', '1 at once');
  });

  it('switches a limit on with an amount to begin with, and gives back what is usual', async () => {
    const { user, lastInput, openTab } = await openScreen({
      switches: { ...DEFAULT_SWITCHES, deviceRate: { pushes: 7, perMs: 2000 }, channelLimit: 3 },
    });
    await openTab(/Behaviours 2/);
    await user.click(screen.getByRole('switch', { name: 'GOAWAY after errors', checked: false }));
    await waitFor(() =>
      expect(lastInput('simulator.setSwitches')).toEqual({ switches: { errorBudget: 10 } }),
    );
    expect(screen.getByRole('textbox', { name: 'Period' })).toHaveProperty('value', '2 s');
    await user.click(screen.getByRole('switch', { name: 'Too many pushes to one device', checked: true }));
    await waitFor(() =>
      expect(lastInput('simulator.setSwitches')).toEqual({ switches: { deviceRate: null } }),
    );
    await user.click(screen.getByRole('button', { name: 'Reset to default: Channels of one app' }));
    await waitFor(() =>
      expect(lastInput('simulator.setSwitches')).toEqual({ switches: { channelLimit: 10_000 } }),
    );
  });

  it('says of every request why it was answered so, and which rule did it', async () => {
    const request: SimulatorRequest = {
      id: 1,
      atMs: Date.now(),
      method: 'POST',
      path: `/3/device/${'ab'.repeat(32)}`,
      headers: [{ name: 'apns-topic', value: 'com.example.app' }],
      payload: '{"aps":{}}',
      status: 503,
      reason: 'ServiceUnavailable',
      apnsId: null,
      ruleId: 'r1',
      because: { en: 'A rule says so.', zh: '规则如此。' },
    };
    const { user, openTab } = await openScreen({ rules: [RULE], requests: [request] });
    await openTab(/Requests/);
    const row = await screen.findByRole('button', { name: /503 ServiceUnavailable.*Down.*A rule says so/ });
    await user.click(row);
    expect(await screen.findByText('apns-topic')).toBeTruthy();
  });

  it('asks before everything is put back', async () => {
    const { user, lastInput } = await openScreen();
    await user.click(await screen.findByRole('button', { name: 'Reset' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Reset everything' }));
    expect(lastInput('simulator.reset')).toBeUndefined();
    await user.click(await screen.findByRole('button', { name: 'Reset everything' }));
    await waitFor(() => expect(lastInput('simulator.reset')).toEqual({ scope: 'everything' }));
  });
});
