import { describe, expect, it } from 'vitest';
import { takeHostToken, type TokenPlace } from '../../../renderer/platform/host-token.js';

function placeWith(hash: string, kept: string | null): TokenPlace & { shown: string; kept: string | null } {
  const place = {
    shown: `/${hash}`,
    kept,
    location: { hash, pathname: '/', search: '' },
    history: {
      replaceState: (_data: unknown, _title: string, url?: string | URL | null) => {
        place.shown = String(url);
      },
    },
    sessionStorage: {
      getItem: () => place.kept,
      setItem: (_key: string, value: string) => {
        place.kept = value;
      },
    },
  };
  return place;
}

describe('takeHostToken', () => {
  it('takes the token out of the address and keeps it for reloads', () => {
    const place = placeWith('#token=abc', null);
    expect(takeHostToken(place)).toBe('abc');
    expect(place.shown).toBe('/');
    expect(place.kept).toBe('abc');
  });

  it('finds the kept one after a reload', () => {
    expect(takeHostToken(placeWith('#/settings', 'abc'))).toBe('abc');
  });

  it('prefers a newly given one: the host was started again', () => {
    expect(takeHostToken(placeWith('#token=new', 'old'))).toBe('new');
  });

  it('has none where none was ever given', () => {
    expect(takeHostToken(placeWith('', null))).toBeNull();
  });
});
