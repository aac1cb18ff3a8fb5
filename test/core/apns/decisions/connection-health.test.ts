import { describe, expect, it } from 'vitest';
import {
  afterUseless,
  type ConnectionHealth,
  HEALTHY,
  isUseful,
  MIN_OPENING_INTERVAL_MS,
  openingDelay,
  type PoolLoad,
  type UselessConnection,
} from '#core/apns/decisions/connection-health';

const NOW = 50_000;
const useless = (change: Partial<UselessConnection> = {}): UselessConnection => ({
  wasReady: true,
  othersOpen: false,
  nowMs: NOW,
  random: 0.5,
  ...change,
});
const load = (change: Partial<PoolLoad> = {}): PoolLoad => ({
  pending: 1,
  opening: 0,
  open: 0,
  target: 1,
  nowMs: NOW,
  ...change,
});

describe('a connection that came to nothing', () => {
  it('after SETTINGS: two are followed by another one at once, the third is the last for now', () => {
    const verdicts: boolean[] = [];
    let health: ConnectionHealth = HEALTHY;
    for (let count = 1; count <= 4; count += 1) {
      const step = afterUseless(health, useless());
      health = step.health;
      verdicts.push(step.givesUp);
      expect(health.useless).toBe(count);
      expect(openingDelay(health, load())).toBe(count < 3 ? 0 : MIN_OPENING_INTERVAL_MS);
    }
    expect(verdicts).toEqual([false, false, true, true]);
  });

  it('before SETTINGS: those that wait are told at once', () => {
    expect(afterUseless(HEALTHY, useless({ wasReady: false })).givesUp).toBe(true);
  });

  it('beside another one: nobody is told, whatever came before', () => {
    const health = { ...HEALTHY, useless: 7 };
    expect(afterUseless(health, useless({ othersOpen: true })).givesUp).toBe(false);
    expect(afterUseless(health, useless({ othersOpen: true, wasReady: false })).givesUp).toBe(false);
  });

  it('beside another one: the next is opened later each time', () => {
    let health: ConnectionHealth = HEALTHY;
    const pauses: (number | null)[] = [];
    for (let count = 1; count <= 3; count += 1) {
      health = afterUseless(health, useless({ othersOpen: true })).health;
      pauses.push(openingDelay(health, load({ open: 1, target: 2 })));
    }
    expect(pauses).toEqual([1000, 2000, 4000]);
  });
});

describe('a connection is opened', () => {
  it('when something waits, none is being opened, and more are wanted', () => {
    expect(openingDelay(HEALTHY, load())).toBe(0);
    expect(openingDelay(HEALTHY, load({ pending: 0 }))).toBeNull();
    expect(openingDelay(HEALTHY, load({ opening: 1 }))).toBeNull();
    expect(openingDelay(HEALTHY, load({ open: 1 }))).toBeNull();
    expect(openingDelay(HEALTHY, load({ open: 2, target: 1 }))).toBeNull();
    expect(openingDelay(HEALTHY, load({ open: 1, target: 2 }))).toBe(0);
  });

  it('no sooner than its time, and then at once', () => {
    const health = { useless: 3, notBeforeMs: NOW + 10, noMoreBeforeMs: NOW + 99 };
    expect(openingDelay(health, load())).toBe(10);
    expect(openingDelay(health, load({ nowMs: NOW + 11 }))).toBe(0);
    expect(openingDelay(health, load({ open: 1, target: 2 }))).toBe(99);
  });
});

describe('an answer', () => {
  it.each([
    [200, null, true],
    [400, 'BadDeviceToken', true],
    [400, null, true],
    [410, 'Unregistered', true],
    [413, 'PayloadTooLarge', true],
    [400, 'IdleTimeout', false],
    [403, null, false],
    [403, 'InvalidProviderToken', false],
    [429, 'TooManyRequests', false],
    [499, null, true],
    [500, null, false],
    [503, 'Shutdown', false],
  ] as const)('%s %s speaks for its connection: %s', (status, reason, says) => {
    expect(isUseful(status, reason)).toBe(says);
  });
});
