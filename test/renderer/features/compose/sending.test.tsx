import { ORPCError } from '@orpc/client';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { Push } from '#shared/apns/push';
import { sameInAll } from '#shared/text/localized-text';
import { SendBar } from '../../../../renderer/features/compose/send-bar.js';
import { ComposeProvider, useCompose, useComposeFields } from '../../../../renderer/state/compose-context.js';
import { SendingProvider } from '../../../../renderer/state/sending-context.js';
import { batchProgress } from '../../support/batch-sample.js';
import type { ClientAnswers } from '../../support/connection-double.js';
import { acceptedDelivery } from '../../support/delivery-samples.js';
import { staysOpen } from '../../support/inbox-sample.js';
import { renderInWindow } from '../../support/render-window.js';

function Bar() {
  const { update } = useCompose();
  const document = useComposeFields();
  return (
    <>
      <SendBar document={document} />
      <button
        type="button"
        onClick={() =>
          update({
            environment: { kind: 'production' },
            targets: [
              { token: 'aa', name: null },
              { token: 'bb', name: null },
            ],
          })
        }
      >
        {'to production'}
      </button>
      <button
        type="button"
        onClick={() =>
          update({ targets: ['aa', 'bb', 'cc', 'dd', 'ee', 'ff'].map((token) => ({ token, name: null })) })
        }
      >
        {'to many'}
      </button>
    </>
  );
}

const sendBar = (answers: ClientAnswers) =>
  renderInWindow(
    <ComposeProvider waiting={null}>
      <SendingProvider>
        <Bar />
      </SendingProvider>
    </ComposeProvider>,
    { answers },
  );
const accept = (input: unknown) => acceptedDelivery((input as { push: Push }).push);

describe('Send', () => {
  it('tells in one line what became of the push', async () => {
    await sendBar({ 'push.send': accept });
    await userEvent.click(await screen.findByRole('button', { name: /^Send/ }));
    expect(await screen.findByText('Accepted (200) in 12 ms')).toBeTruthy();
  });

  it('sends with Ctrl+Enter', async () => {
    const { connection } = await sendBar({ 'push.send': accept });
    await screen.findByRole('button', { name: /^Send/ });
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(connection.calls.map(({ procedure }) => procedure)).toContain('push.send'));
  });

  it('can be taken back while it is under way', async () => {
    const hang = (_: unknown, signal: AbortSignal | undefined): Promise<never> =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new DOMException('x', 'AbortError'))),
      );
    await sendBar({ 'push.send': hang });
    await userEvent.click(await screen.findByRole('button', { name: /^Send/ }));
    await userEvent.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText('Cancelled after 0 of 1')).toBeTruthy();
  });

  it('says in place what the core refused, with what to do', async () => {
    const data = { code: 'bad-header', message: sameInAll('No line breaks.'), hint: sameInAll('Remove it.') };
    await sendBar({
      'push.send': () => {
        throw new ORPCError('PUSHDECK', { data });
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: /^Send/ }));
    expect((await screen.findByRole('alert')).textContent).toBe('No line breaks. Remove it.');
  });

  it('to many devices is a batch that goes on by itself, with the way to its page', async () => {
    const { connection } = await sendBar({
      'batches.start': () => ({ id: 'b1' }),
      'batches.watch': () => staysOpen(batchProgress({ done: 3, total: 6 })),
      'batches.control': () => batchProgress({ state: 'cancelled' }),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'to many' }));
    await userEvent.click(screen.getByRole('button', { name: /Send to 6 devices/ }));
    expect(await screen.findByText('3 of 6 sent')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Show the batch' }));
    expect(window.location.hash).toBe('#/history?batch=b1');
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    const asked = connection.calls.map(({ procedure }) => procedure);
    expect(asked).toContain('batches.control');
    expect(asked).not.toContain('push.send');
  });

  it('says of a batch that it is over, and is ready for the next', async () => {
    const counts = { accepted: 6, rejected: 0, failed: 0, unknown: 0 };
    await sendBar({
      'batches.start': () => ({ id: 'b1' }),
      'batches.watch': () => staysOpen(batchProgress({ state: 'finished', done: 6, total: 6, counts })),
    });
    await userEvent.click(await screen.findByRole('button', { name: 'to many' }));
    await userEvent.click(screen.getByRole('button', { name: /Send to 6 devices/ }));
    expect(await screen.findByText('6 of 6 accepted')).toBeTruthy();
    expect(screen.getByRole('button', { name: /Send to 6 devices/ })).toBeTruthy();
  });

  it('asks before many real devices get something', async () => {
    const { connection } = await sendBar({ 'push.send': accept });
    await userEvent.click(await screen.findByRole('button', { name: 'to production' }));
    await userEvent.click(screen.getByRole('button', { name: /Send to 2 production devices/ }));
    expect(await screen.findByText(/2 real devices/)).toBeTruthy();
    expect(connection.calls.some(({ procedure }) => procedure === 'push.send')).toBe(false);
    await userEvent.click(screen.getByRole('button', { name: 'Send to 2 devices' }));
    expect(await screen.findByText('2 of 2 accepted')).toBeTruthy();
  });
});
