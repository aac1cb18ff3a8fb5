import { describe, expect, it } from 'vitest';
import { describeExpiry, expiryOf, expiryState } from '#shared/credentials/expiry';

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

describe('expiryOf', () => {
  const certificate = { notBefore: '2026-01-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z' };
  it.each([
    ['2025-12-31T00:00:00Z', 'not-yet-valid', certificate.notBefore],
    ['2026-06-01T00:00:00Z', 'valid', certificate.notAfter],
    ['2026-12-02T00:00:00Z', 'expires-soon', certificate.notAfter],
    ['2027-01-01T00:00:00Z', 'expired', certificate.notAfter],
  ])('speaks on %s, when it is %s, of %s', (now, state, moment) => {
    expect(expiryOf(certificate, Date.parse(now))).toEqual({ state, atMs: Date.parse(moment) });
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
