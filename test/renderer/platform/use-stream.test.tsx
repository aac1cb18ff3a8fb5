import { act, screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';
import { useStream } from '../../../renderer/platform/use-stream.js';
import { renderInWindow } from '../support/render-window.js';

let opened = 0;
let aborted = 0;

async function* numbers(signal: AbortSignal): AsyncGenerator<number> {
  opened += 1;
  yield opened;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  aborted += 1;
}
const open = (_: unknown, signal: AbortSignal) => Promise.resolve(numbers(signal));
const refuse = () => Promise.reject(new Error('no'));

function Follower(props: { readonly source: typeof open | typeof refuse }) {
  const [value, setValue] = useState(0);
  const state = useStream(props.source, setValue);
  return <p>{`${state.kind} ${value}`}</p>;
}

describe('a stream of the core', () => {
  it('is followed, opened anew when the line was mended, and ended with the view', async () => {
    opened = 0;
    aborted = 0;
    const { connection, unmount } = await renderInWindow(<Follower source={open} />);
    expect(await screen.findByText('live 1')).toBeTruthy();
    act(() => connection.enter({ kind: 'lost', retryAtMs: 0, reason: { kind: 'silence' } }));
    act(() => connection.enter({ kind: 'open', epoch: 2 }));
    expect(await screen.findByText('live 2')).toBeTruthy();
    unmount();
    await act(async () => undefined);
    expect(aborted).toBe(2);
  });

  it('says that it failed', async () => {
    await renderInWindow(<Follower source={refuse} />);
    expect(await screen.findByText('failed 0')).toBeTruthy();
  });
});
