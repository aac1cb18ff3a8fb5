import { Notifications } from '@mantine/notifications';
import { configure, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Delivery } from '#shared/apns/push';
import { LogPanel } from '../../../../renderer/features/log/log-panel.js';
import { ComposeProvider } from '../../../../renderer/state/compose-context.js';
import type { ClientAnswers } from '../../support/connection-double.js';
import { delivery, rejected } from '../../support/log-deliveries.js';
import { renderInWindow } from '../../support/render-window.js';

// Typing goes through every component key by key, which is slow on a busy machine.
vi.setConfig({ testTimeout: 30_000 });
configure({ asyncUtilTimeout: 5000 });

/** A stream that gives what is pushed into it. */
function stream<T>() {
  const waiting: T[] = [];
  let wake: () => void = () => undefined;
  return {
    push: (value: T) => {
      waiting.push(value);
      wake();
    },
    async *open(): AsyncGenerator<T, void> {
      for (;;) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

async function openLog(rows: readonly Delivery[], answers: ClientAnswers = {}) {
  const arrivals = stream<Delivery>();
  const result = await renderInWindow(
    <ComposeProvider waiting={null}>
      <LogPanel />
      <Notifications />
    </ComposeProvider>,
    {
      answers: {
        'history.page': () => ({ deliveries: rows, next: null }),
        'history.watch': () => arrivals.open(),
        ...answers,
      },
    },
  );
  return { ...result, arrivals, user: userEvent.setup() };
}

const callsOf = (
  { calls }: { readonly calls: readonly { readonly procedure: string; readonly input: unknown }[] },
  procedure: string,
) => calls.filter((call) => call.procedure === procedure).map(({ input }) => input);

beforeEach(() => {
  // happy-dom lays nothing out, and a list without a height shows no rows.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(300);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000);
});
afterEach(() => vi.restoreAllMocks());

describe('the delivery log', () => {
  it('teaches what will stand there while it is empty', async () => {
    await openLog([]);
    expect(await screen.findByText('No deliveries yet')).toBeTruthy();
  });

  it('shows a push the moment it happens, with outcome in words and not by colour alone', async () => {
    const { arrivals } = await openLog([]);
    await screen.findByText('No deliveries yet');
    arrivals.push(rejected());
    const row = await screen.findByRole('row', { name: /BadDeviceToken/ });
    expect(within(row).getByText('Rejected')).toBeTruthy();
    expect(within(row).getByText('400')).toBeTruthy();
  });

  it('opens a delivery by keyboard, explains it, and gives the focus back', async () => {
    const { user } = await openLog([delivery(), rejected()]);
    const grid = await screen.findByRole('grid');
    grid.focus();
    await user.keyboard('{ArrowDown}{Enter}');
    const detail = await screen.findByRole('region', { name: 'Delivery' });
    expect(document.activeElement).toBe(detail);
    expect(within(detail).getByText('The token belongs elsewhere')).toBeTruthy();
    expect(within(detail).getByText('Yes, once it is fixed.')).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('region', { name: 'Delivery' })).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('grid'));
  });

  it('carries a fix out: the same push goes to the other environment', async () => {
    const { user, connection } = await openLog([rejected()], { 'push.send': () => delivery() });
    await user.click(await screen.findByRole('row', { name: /BadDeviceToken/ }));
    await user.click(await screen.findByRole('button', { name: 'Send to sandbox' }));
    await waitFor(() =>
      expect(callsOf(connection, 'push.send')).toMatchObject([
        { push: { environment: { kind: 'sandbox' }, payload: rejected().push.payload } },
      ]),
    );
  });

  it('asks before a fix goes to production', async () => {
    const toProduction = rejected({
      explanation: {
        title: { en: 't', zh: 't' },
        cause: { en: 'c', zh: 'c' },
        fix: { en: 'f', zh: 'f' },
        retry: 'after-fix',
        actions: [
          {
            label: { en: 'Send to production', zh: '发送到生产' },
            action: { kind: 'use-environment', environment: { kind: 'production' } },
          },
        ],
      },
    });
    const { user, connection } = await openLog([toProduction], { 'push.send': () => delivery() });
    await user.click(await screen.findByRole('row', { name: /BadDeviceToken/ }));
    await user.click(await screen.findByRole('button', { name: 'Send to production' }));
    const dialog = await screen.findByRole('dialog');
    expect(callsOf(connection, 'push.send')).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Send to production' }));
    await waitFor(() => expect(callsOf(connection, 'push.send')).toHaveLength(1));
  });

  it('resends a push exactly as it was', async () => {
    const { user, connection } = await openLog([delivery()], { 'push.send': () => delivery() });
    await user.click(await screen.findByRole('row', { name: /Lunch/ }));
    await user.click(await screen.findByRole('button', { name: 'Resend' }));
    await waitFor(() => expect(callsOf(connection, 'push.send')).toEqual([{ push: delivery().push }]));
  });

  it('puts a push back into Compose to be edited', async () => {
    const { user } = await openLog([delivery()]);
    window.location.hash = '#/history';
    await user.click(await screen.findByRole('row', { name: /Lunch/ }));
    await user.click(await screen.findByRole('button', { name: 'Edit and resend' }));
    expect(window.location.hash).toBe('#/compose');
  });

  it('copies a delivery as curl without any secret', async () => {
    const { user } = await openLog([delivery()]);
    const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    await user.click(await screen.findByRole('row', { name: /Lunch/ }));
    await user.click(await screen.findByRole('button', { name: 'Copy as' }));
    await user.click(await screen.findByRole('menuitem', { name: 'curl' }));
    expect(await screen.findByText('Copied as curl')).toBeTruthy();
    const text = write.mock.calls[0]?.[0] ?? '';
    expect(text).toContain('/3/device/');
    expect(text).not.toContain('[redacted]');
  });

  it('compares two deliveries marked by keyboard', async () => {
    const other = delivery({
      id: 'two',
      push: { ...delivery().push, payload: '{"aps":{"alert":"Dinner"}}' },
    });
    const { user } = await openLog([delivery(), other]);
    (await screen.findByRole('grid')).focus();
    await user.keyboard(' ');
    expect(await screen.findByText(/Mark a second delivery/)).toBeTruthy();
    await user.keyboard('{ArrowDown} ');
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(/\+.*Lunch|−.*Lunch/)).toBeTruthy();
  });

  it('asks the history for what the filter says, and offers a way out when nothing matches', async () => {
    const { user, connection } = await openLog([delivery()], {
      'history.page': (input) =>
        'search' in (input as { filter: object }).filter
          ? { deliveries: [], next: null }
          : { deliveries: [delivery()], next: null },
    });
    await screen.findByRole('row', { name: /Lunch/ });
    await user.type(screen.getByRole('textbox', { name: 'Search deliveries' }), 'dinner');
    expect(await screen.findByText('No delivery matches the filter')).toBeTruthy();
    expect(callsOf(connection, 'history.page')).toContainEqual({ filter: { search: 'dinner' }, limit: 100 });
    await user.click(screen.getByRole('button', { name: 'Show all deliveries' }));
    expect(await screen.findByRole('row', { name: /Lunch/ })).toBeTruthy();
  });

  it('keeps the document small however long the history is', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => delivery({ id: `row ${index}` }));
    await openLog(many);
    await screen.findAllByRole('row');
    const drawn = screen.getAllByRole('row').length;
    expect(drawn).toBeGreaterThan(10);
    expect(drawn).toBeLessThan(60);
  });

  it('says that the history could not be read and reads it again on request', async () => {
    let fails = true;
    const { user } = await openLog([], {
      'history.page': () => {
        if (fails) throw new Error('disk');
        return { deliveries: [delivery()], next: null };
      },
    });
    expect(await screen.findByText('The history could not be read.')).toBeTruthy();
    fails = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('row', { name: /Lunch/ })).toBeTruthy();
  });
});
