import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { ComposeProvider, useCompose, useComposeFields } from '../../../renderer/state/compose-context.js';
import { renderInWindow } from '../support/render-window.js';

function Topic() {
  const { update } = useCompose();
  const document = useComposeFields();
  return (
    <input
      aria-label="topic"
      value={document.topic}
      onChange={(event) => update({ topic: event.currentTarget.value })}
    />
  );
}

const compose = (stored: unknown) =>
  renderInWindow(
    <ComposeProvider waiting={null}>
      <Topic />
    </ComposeProvider>,
    { answers: { 'app.loadDraft': () => (stored === null ? null : JSON.stringify(stored)) } },
  );

describe('what is being composed', () => {
  it('begins with the sample of the simulator', async () => {
    await compose(null);
    expect(await screen.findByDisplayValue('com.example.sample')).toBeTruthy();
  });

  it('comes back after a reload', async () => {
    await compose({ version: 1, document: { topic: 'com.example.kept' } });
    expect(await screen.findByDisplayValue('com.example.kept')).toBeTruthy();
  });

  it('is kept a moment after the last key, once', async () => {
    const { connection } = await compose(null);
    await userEvent.type(await screen.findByLabelText('topic'), '.beta');
    const saves = () => connection.calls.filter(({ procedure }) => procedure === 'app.saveDraft');
    await waitFor(() => expect(saves()).toHaveLength(1));
    const { draft } = saves()[0]?.input as { draft: string };
    expect(JSON.parse(draft)).toMatchObject({ document: { topic: 'com.example.sample.beta' } });
  });

  it('is not written when nothing was changed', async () => {
    const { connection } = await compose(null);
    await screen.findByLabelText('topic');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(connection.calls.some(({ procedure }) => procedure === 'app.saveDraft')).toBe(false);
  });

  it('does not take the place of a draft that could not be read', async () => {
    const { connection } = await renderInWindow(
      <ComposeProvider waiting={null}>
        <Topic />
      </ComposeProvider>,
      {
        answers: {
          'app.loadDraft': () => {
            throw new Error('the disk does not answer');
          },
        },
      },
    );
    await userEvent.type(await screen.findByLabelText('topic'), '.beta');
    const tabsOf = (wanted: string) =>
      connection.calls
        .filter(({ procedure }) => procedure === wanted)
        .map(({ input }) => (input as { tab: string }).tab);
    await waitFor(() => expect(tabsOf('app.saveDraft')).toHaveLength(1));
    expect(tabsOf('app.loadDraft')).not.toContain(tabsOf('app.saveDraft')[0]);
  });
});
