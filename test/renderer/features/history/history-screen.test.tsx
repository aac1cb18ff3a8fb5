import { Notifications } from '@mantine/notifications';
import { configure, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BatchSummary } from '#shared/apns/batch';
import { HistoryScreen } from '../../../../renderer/features/history/history-screen.js';
import { ComposeProvider } from '../../../../renderer/state/compose-context.js';
import { batchProgress } from '../../support/batch-sample.js';
import type { ClientAnswers } from '../../support/connection-double.js';
import { staysOpen } from '../../support/inbox-sample.js';
import { delivery, rejected } from '../../support/log-deliveries.js';
import { renderInWindow } from '../../support/render-window.js';

// Every click goes through the whole window, which is slow on a busy machine.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 5000 });

/** A stream on which nothing ever comes. */
const silence: AsyncIterable<never> = {
  [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
};

async function openHistory(answers: ClientAnswers = {}) {
  const result = await renderInWindow(
    <ComposeProvider waiting={null}>
      <HistoryScreen />
      <Notifications />
    </ComposeProvider>,
    {
      answers: {
        'history.page': () => ({ deliveries: [delivery(), rejected()], next: null }),
        'history.watch': () => silence,
        'history.clear': () => undefined,
        'batches.list': () => [],
        'batches.watch': () => staysOpen(batchProgress()),
        'batches.control': () => batchProgress({ state: 'paused' }),
        ...answers,
      },
    },
  );
  const inputsOf = (procedure: string): readonly unknown[] =>
    result.connection.calls.filter((call) => call.procedure === procedure).map(({ input }) => input);
  return { ...result, inputsOf, user: userEvent.setup() };
}

beforeEach(() => {
  vi.restoreAllMocks();
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(300);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000);
});

describe('the history', () => {
  it('asks before it forgets everything', async () => {
    const { user, inputsOf } = await openHistory();
    await user.click(await screen.findByRole('button', { name: 'Clear history' }));
    expect(inputsOf('history.clear')).toHaveLength(0);
    await user.click(await screen.findByRole('button', { name: 'Delete all' }));
    await waitFor(() => expect(inputsOf('history.clear')).toHaveLength(1));
    expect(await screen.findByText('No deliveries yet')).toBeTruthy();
  });

  it('exports what the filter shows and says how many', async () => {
    const save = vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x');
    const { user } = await openHistory();
    await user.click(await screen.findByRole('button', { name: 'Export' }));
    await user.click(await screen.findByRole('menuitem', { name: /NDJSON/ }));
    expect(await screen.findByText('2 deliveries exported')).toBeTruthy();
    const file = save.mock.calls[0]?.[0];
    expect(file instanceof Blob && (await file.text()).trimEnd().split('\n')).toHaveLength(2);
  });

  it('shows one batch with its figures, and the deliveries of a reason on request', async () => {
    window.location.hash = '#/history?batch=b1';
    const { user, inputsOf } = await openHistory();
    expect(await screen.findByText('5 of 10')).toBeTruthy();
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50');
    expect(inputsOf('history.page')).toContainEqual({ filter: { batchId: 'b1' }, limit: 100 });
    await user.click(screen.getByRole('button', { name: /BadDeviceToken/ }));
    await waitFor(() =>
      expect(inputsOf('history.page')).toContainEqual({
        filter: { batchId: 'b1', reason: 'BadDeviceToken' },
        limit: 100,
      }),
    );
  });

  it('pauses a batch', async () => {
    window.location.hash = '#/history?batch=b1';
    const { user, inputsOf } = await openHistory();
    await user.click(await screen.findByRole('button', { name: 'Pause' }));
    await waitFor(() => expect(inputsOf('batches.control')).toEqual([{ id: 'b1', action: 'pause' }]));
  });

  it('resends the failures of a batch that is over', async () => {
    window.location.hash = '#/history?batch=b1';
    const { user, inputsOf } = await openHistory({
      'batches.watch': () => staysOpen(batchProgress({ state: 'finished' })),
      'history.batchReport': () => ({
        progress: batchProgress({ state: 'finished' }),
        slowest: [rejected()],
      }),
      'batches.resend': () => ({ id: 'b2' }),
    });
    const slowest = await screen.findByRole('region', { name: 'Slowest responses' });
    expect(within(slowest).getAllByRole('listitem')).toHaveLength(1);
    await user.click(await screen.findByRole('button', { name: 'Resend failures' }));
    await waitFor(() =>
      expect(inputsOf('batches.resend')).toEqual([{ id: 'b1', outcomes: ['failed', 'rejected'] }]),
    );
    await waitFor(() => expect(window.location.hash).toBe('#/history?batch=b2'));
  });

  it('offers to go on with a batch that was cut off, and says how many are in doubt', async () => {
    const { user, inputsOf } = await openHistory({
      'batches.list': () => [cutOff({ continuation: { kind: 'resume', left: 40 } })],
      'batches.takeUp': () => ({ id: 'old' }),
    });
    expect(
      await screen.findByText(/was interrupted; 40 devices are left.*7 pushes were in flight/),
    ).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Resume' }));
    await waitFor(() => expect(inputsOf('batches.takeUp')).toEqual([{ id: 'old' }]));
  });

  it('names the command where the list was not read to the end, and does not offer to take it up', async () => {
    const command = 'pushdeck send --resume old --to-file list.txt';
    const { user } = await openHistory({
      'batches.list': () => [cutOff({ total: null, continuation: { kind: 'command', command } })],
    });
    expect(await screen.findByText(/the number of remaining devices is unknown/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Resume' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Copy the command' }));
    expect(await navigator.clipboard.readText()).toBe(command);
  });

  it('sends the unknown ones again once it has said that some may arrive twice', async () => {
    window.location.hash = '#/history?batch=b1';
    const counts = { accepted: 93, rejected: 0, failed: 0, unknown: 7 };
    const { user, inputsOf } = await openHistory({
      'batches.watch': () => staysOpen(batchProgress({ state: 'finished', counts })),
      'batches.resend': () => ({ id: 'b2' }),
    });
    await user.click(await screen.findByRole('button', { name: 'Resend 7 unknown' }));
    expect(await screen.findByText(/may deliver some twice/)).toBeTruthy();
    expect(inputsOf('batches.resend')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Send again' }));
    await waitFor(() => expect(inputsOf('batches.resend')).toEqual([{ id: 'b1', outcomes: ['unknown'] }]));
  });
});

function cutOff(changes: Partial<BatchSummary>): BatchSummary {
  return {
    id: 'old',
    atMs: 0,
    state: 'interrupted',
    total: 100,
    presetName: null,
    counts: { waiting: 40, sent: 0, accepted: 53, rejected: 0, failed: 0, unknown: 7 },
    continuation: null,
    ...changes,
  };
}
