import { describe, expect, it } from 'vitest';
import { describeExpiry, expiryState } from '#shared/credentials/expiry';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-06-15T12:00:00Z');
const YEAR_AGO = NOW - 365 * DAY;

describe('expiryState', () => {
  it.each([
    { notAfter: NOW + 31 * DAY, state: 'valid', because: 'thirty days ahead nobody has to hurry' },
    { notAfter: NOW + 30 * DAY, state: 'expires-soon', because: 'a renewal takes time' },
    { notAfter: NOW + 1, state: 'expires-soon', because: 'the last millisecond still counts' },
    { notAfter: NOW, state: 'expired', because: 'the end itself is past' },
  ])('is $state, because $because', ({ notAfter, state }) => {
    expect(expiryState(YEAR_AGO, notAfter, NOW)).toBe(state);
  });

  it('is expired rather than not yet valid when the dates are the wrong way round', () => {
    expect(expiryState(NOW + DAY, NOW - DAY, NOW)).toBe('expired');
  });
});

describe('describeExpiry', () => {
  it.each([
    { before: YEAR_AGO, after: NOW + 12 * DAY + HOUR, en: 'expires in 12 days', zh: '将在 12 天后过期' },
    { before: YEAR_AGO, after: NOW + 400 * DAY, en: 'expires in 400 days', zh: '将在 400 天后过期' },
    { before: YEAR_AGO, after: NOW + 47 * HOUR, en: 'expires in 47 hours', zh: '将在 47 小时后过期' },
    {
      before: YEAR_AGO,
      after: NOW + 5 * 60_000,
      en: 'expires in less than two hours',
      zh: '将在不到两小时后过期',
    },
    { before: YEAR_AGO, after: NOW - 3 * DAY, en: 'expired 3 days ago', zh: '已于 3 天前过期' },
    { before: NOW + 2 * DAY, after: NOW + 400 * DAY, en: 'becomes valid in 2 days', zh: '将在 2 天后生效' },
  ])('says "$en"', ({ before, after, en, zh }) => {
    expect(describeExpiry(before, after, NOW)).toEqual({ en, zh });
  });
});
