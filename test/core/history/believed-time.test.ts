import { expect, it } from 'vitest';
import { believe, type BelievedTime } from '#core/history/believed-time';

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1);
const FAR_MS = Date.UTC(2060, 0, 1);

/** What is believed after each look. */
function looks(...clockMs: readonly number[]): readonly number[] {
  let known: BelievedTime = { nowMs: START_MS, claimedMs: null };
  return clockMs.map((ms) => (known = believe(known, ms)).nowMs);
}

it('follows a clock that is looked at every day', () => {
  const days = [START_MS + 1000, START_MS + DAY_MS, START_MS + 2 * DAY_MS];
  expect(looks(...days)).toEqual(days);
});

it('does not follow a clock that is wrong for less than a day, however often it is looked at', () => {
  const hourly = Array.from({ length: 24 }, (_, hour) => FAR_MS + hour * 3_600_000);
  expect(new Set(looks(...hourly, START_MS))).toEqual(new Set([START_MS]));
});

it('does not follow a clock that goes back', () => {
  expect(looks(START_MS + DAY_MS, START_MS - 9 * DAY_MS)).toEqual([START_MS + DAY_MS, START_MS + DAY_MS]);
});

it('believes after a long rest what a later look confirms, and no more', () => {
  const back = START_MS + 90 * DAY_MS;
  expect(looks(back, back + DAY_MS, back + 2 * DAY_MS)).toEqual([START_MS, back, back + DAY_MS]);
  expect(looks(back, FAR_MS, back + DAY_MS)).toEqual([START_MS, back, back + DAY_MS]);
});
