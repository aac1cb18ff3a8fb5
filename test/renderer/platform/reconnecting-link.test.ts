import { beforeEach, describe, expect, it } from 'vitest';
import { omitUndefined } from '#shared/omit-undefined';
import { ConnectionLostError, type LossReason } from '../../../renderer/platform/connection.js';
import {
  type OpenTransport,
  ReconnectingLink,
  type Timers,
} from '../../../renderer/platform/reconnecting-link.js';

/** Time that stands still until the test moves it. */
class TestTimers implements Timers {
  #now = 0;
  #tasks: { at: number; task: () => void }[] = [];
  now = (): number => this.#now;
  after = (delayMs: number, task: () => void): (() => void) => {
    const entry = { at: this.#now + delayMs, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  };
  advance(ms: number): void {
    this.#now += ms;
    const due = this.#tasks.filter(({ at }) => at <= this.#now);
    this.#tasks = this.#tasks.filter(({ at }) => at > this.#now);
    for (const { task } of due) task();
  }
}

const SILENCE = { kind: 'silence' } as const;

interface TestLine {
  readonly opened: () => void;
  readonly closed: (why: LossReason | 'refused') => void;
}

let timers: TestTimers;
let lines: TestLine[];
const openLine: OpenTransport = (on) => {
  lines.push(on);
  const number = lines.length;
  return { link: { call: async (path) => `${path.join('.')} over line ${number}` }, close: () => undefined };
};
const call = (link: ReconnectingLink, signal?: AbortSignal): Promise<unknown> =>
  link.call(['app', 'info'], undefined, { context: {}, ...omitUndefined({ signal }) });

beforeEach(() => {
  timers = new TestTimers();
  lines = [];
});

describe('a line that mends itself', () => {
  it('lets calls wait until it is open', async () => {
    const link = new ReconnectingLink(openLine, timers);
    const answer = call(link);
    lines[0]?.opened();
    await expect(answer).resolves.toBe('app.info over line 1');
  });

  it('opens the next line by itself and counts it as a new epoch', async () => {
    const link = new ReconnectingLink(openLine, timers);
    lines[0]?.opened();
    lines[0]?.closed(SILENCE);
    expect(link.state()).toEqual({ kind: 'lost', retryAtMs: 250, reason: SILENCE });
    timers.advance(250);
    lines[1]?.opened();
    expect(link.state()).toEqual({ kind: 'open', epoch: 2 });
    await expect(call(link)).resolves.toBe('app.info over line 2');
  });

  it('waits longer after every failure and at most eight seconds', () => {
    const link = new ReconnectingLink(openLine, timers);
    const delays: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      lines.at(-1)?.closed(SILENCE);
      const state = link.state();
      if (state.kind !== 'lost') throw new Error('expected the line to be lost');
      delays.push(state.retryAtMs - timers.now());
      timers.advance(state.retryAtMs - timers.now());
    }
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
  });

  it('tries at once when asked to', () => {
    const link = new ReconnectingLink(openLine, timers);
    lines[0]?.closed(SILENCE);
    link.retry();
    expect(lines).toHaveLength(2);
    timers.advance(60_000);
    expect(lines).toHaveLength(2);
  });

  it('gives a call up after eight seconds, so that nothing hangs for ever', async () => {
    const link = new ReconnectingLink(openLine, timers);
    const answer = call(link);
    timers.advance(8000);
    await expect(answer).rejects.toBeInstanceOf(ConnectionLostError);
  });

  it('gives a call up when its caller does', async () => {
    const link = new ReconnectingLink(openLine, timers);
    const controller = new AbortController();
    const answer = call(link, controller.signal);
    controller.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('does not believe a line that was already given up', () => {
    const link = new ReconnectingLink(openLine, timers);
    lines[0]?.closed(SILENCE);
    lines[0]?.opened();
    expect(link.state().kind).toBe('lost');
  });
});
