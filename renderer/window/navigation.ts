import { useMemo, useSyncExternalStore } from 'react';

export const SCREEN_IDS = [
  'compose',
  'devices',
  'credentials',
  'channels',
  'scenarios',
  'simulator',
  'doctor',
  'history',
  'settings',
] as const;
export type ScreenId = (typeof SCREEN_IDS)[number];

/** A location in the window, as written in the URL: `#/credentials?id=…`. */
export interface Place {
  readonly screen: ScreenId;
  readonly params: Readonly<Record<string, string>>;
}

/** Parses a location from the fragment; anything unknown is Compose, the start screen. */
export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const screen = SCREEN_IDS.find((id) => id === path) ?? 'compose';
  return { screen, params: Object.fromEntries(new URLSearchParams(query)) };
}

export function formatPlace(place: Place): string {
  const query = new URLSearchParams(place.params).toString();
  return `#/${place.screen}${query === '' ? '' : `?${query}`}`;
}

/** Navigates to a screen; the browser's back button returns from it. */
export function goTo(screen: ScreenId, params: Readonly<Record<string, string>> = {}): void {
  window.location.hash = formatPlace({ screen, params });
}

/** The current location. */
export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribeToHash, readHash);
  return useMemo(() => parsePlace(hash), [hash]);
}

function subscribeToHash(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

function readHash(): string {
  return window.location.hash;
}
