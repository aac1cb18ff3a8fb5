import { describe, expect, it } from 'vitest';
import {
  careFor,
  isTrusted,
  queueTime,
  RETIRE_AFTER_MS,
  TRUST_MS,
  waitedFor,
} from '#core/apns/decisions/connection-care';

describe('a connection', () => {
  it('is trusted while it answers, or was heard of lately', () => {
    expect(isTrusted(0, TRUST_MS - 1)).toBe(true);
    expect(isTrusted(0, TRUST_MS)).toBe(false);
    expect(isTrusted(1, TRUST_MS * 9)).toBe(true);
  });

  it('is asked when it is idle, and closed when it was idle for an hour', () => {
    expect(careFor(1, RETIRE_AFTER_MS * 2)).toBe('leave');
    expect(careFor(0, 0)).toBe('ask');
    expect(careFor(0, RETIRE_AFTER_MS - 1)).toBe('ask');
    expect(careFor(0, RETIRE_AFTER_MS)).toBe('retire');
  });
});

describe('the time in the queue', () => {
  it('is all the time before it left, on a connection that was there', () => {
    const connection = { dialStartedAt: 0, openedAt: 10 };
    expect(waitedFor(connection, 50)).toBe(false);
    expect(queueTime(50, 80, connection)).toBe(30);
  });

  it('leaves out what the connection took, from when the request was there', () => {
    expect(waitedFor({ dialStartedAt: 60, openedAt: 150 }, 50)).toBe(true);
    expect(queueTime(50, 155, { dialStartedAt: 60, openedAt: 150 })).toBe(15);
    expect(queueTime(50, 155, { dialStartedAt: 20, openedAt: 150 })).toBe(5);
    expect(waitedFor({ dialStartedAt: 0, openedAt: 50 }, 50)).toBe(true);
  });

  it('is never below nothing', () => {
    expect(queueTime(50, 40, null)).toBe(0);
  });

  it('of one that never left is the time until it was given up', () => {
    expect(queueTime(50, 90, null)).toBe(40);
  });
});
