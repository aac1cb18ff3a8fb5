import { describe, expect, it } from 'vitest';
import {
  IDLE_TIMEOUT_MS,
  isAssumedAlive,
  isOpenedForRequest,
  keepAliveAction,
  MAX_UNCHECKED_SILENCE_MS,
  queueTime,
} from '#core/apns/decisions/keep-alive';

describe('a connection', () => {
  it('is trusted while it answers, or was heard of lately', () => {
    expect(isAssumedAlive(0, MAX_UNCHECKED_SILENCE_MS - 1)).toBe(true);
    expect(isAssumedAlive(0, MAX_UNCHECKED_SILENCE_MS)).toBe(false);
    expect(isAssumedAlive(1, MAX_UNCHECKED_SILENCE_MS * 9)).toBe(true);
  });

  it('is asked when it is idle, and closed when it was idle for an hour', () => {
    expect(keepAliveAction(1, IDLE_TIMEOUT_MS * 2)).toBe('none');
    expect(keepAliveAction(0, 0)).toBe('ping');
    expect(keepAliveAction(0, IDLE_TIMEOUT_MS - 1)).toBe('ping');
    expect(keepAliveAction(0, IDLE_TIMEOUT_MS)).toBe('retire');
  });
});

describe('the time in the queue', () => {
  it('is all the time before it left, on a connection that was there', () => {
    const connection = { dialStartedAt: 0, openedAt: 10 };
    expect(isOpenedForRequest(connection, 50)).toBe(false);
    expect(queueTime(50, 80, connection)).toBe(30);
  });

  it('leaves out what the connection took, from when the request was there', () => {
    expect(isOpenedForRequest({ dialStartedAt: 60, openedAt: 150 }, 50)).toBe(true);
    expect(queueTime(50, 155, { dialStartedAt: 60, openedAt: 150 })).toBe(15);
    expect(queueTime(50, 155, { dialStartedAt: 20, openedAt: 150 })).toBe(5);
    expect(isOpenedForRequest({ dialStartedAt: 0, openedAt: 50 }, 50)).toBe(true);
  });

  it('is never below nothing', () => {
    expect(queueTime(50, 40, null)).toBe(0);
  });

  it('of one that never left is the time until it was given up', () => {
    expect(queueTime(50, 90, null)).toBe(40);
  });
});
