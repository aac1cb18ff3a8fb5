const KEY = 'pushdeck.token';

/** What {@link takeHostToken} needs of a window. */
export interface TokenPlace {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
}

/**
 * Takes the per-run token out of `#token=…` and keeps it for reloads of this tab, so that it stands neither
 * in the address bar nor in the browser's history.
 *
 * @returns The token, or `null` when this tab was never given one.
 */
export function takeHostToken(place: TokenPlace): string | null {
  const given = new URLSearchParams(place.location.hash.slice(1)).get('token');
  if (given === null || given === '') return place.sessionStorage.getItem(KEY);
  place.sessionStorage.setItem(KEY, given);
  place.history.replaceState(null, '', place.location.pathname + place.location.search);
  return given;
}
