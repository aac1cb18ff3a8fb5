import { describe, expect, it } from 'vitest';
import { isStarved, type QueueState } from '#core/apns/decisions/starvation';

const NOW = 100_000;
const TIMEOUT = 10_000;
const queue = (change: Partial<QueueState> = {}): QueueState => ({
  nowMs: NOW,
  timeoutMs: TIMEOUT,
  lastProgressMs: NOW - TIMEOUT,
  isConnecting: false,
  readyAt: [0],
  ...change,
});

describe('requests wait in vain', () => {
  it('when none was let in for the whole time', () => {
    expect(isStarved(queue())).toBe(true);
    expect(isStarved(queue({ lastProgressMs: NOW - TIMEOUT + 1 }))).toBe(false);
  });

  it('when the connection had the whole time for it', () => {
    expect(isStarved(queue({ readyAt: [NOW - TIMEOUT] }))).toBe(true);
    expect(isStarved(queue({ readyAt: [NOW - TIMEOUT + 1] }))).toBe(false);
    expect(isStarved(queue({ readyAt: [0, NOW - 1] }))).toBe(false);
  });

  it('not while a connection is being opened, asked, or has not begun HTTP/2', () => {
    expect(isStarved(queue({ isConnecting: true }))).toBe(false);
    expect(isStarved(queue({ readyAt: [null] }))).toBe(false);
    expect(isStarved(queue({ readyAt: [0, null] }))).toBe(false);
  });

  it('not where there is no connection: that is told otherwise', () => {
    expect(isStarved(queue({ readyAt: [] }))).toBe(false);
  });
});
