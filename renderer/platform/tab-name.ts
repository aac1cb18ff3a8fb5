const KEY = 'pushdeck.tab';
/** A page that reloads releases its name at once; a tab that was duplicated does not. Unit: milliseconds. */
const PATIENCE_MS = 700;

/** The part of a window that {@link takeTabName} needs. */
export interface TabPlace {
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly crypto: Pick<Crypto, 'randomUUID'>;
  /** Absent in browsers without Web Locks, where a duplicated tab looks like a reloaded one. */
  readonly locks: Pick<LockManager, 'request'> | undefined;
}

/**
 * Claims the name of this tab, under which the core stores its draft. It survives a reload. A duplicated tab, whose
 * browser copied the name, gets a new one: two tabs must not write the same draft.
 *
 * @returns `former`: the name of the tab that this one was copied from.
 */
export async function takeTabName(
  place: TabPlace,
): Promise<{ readonly name: string; readonly former: string | null }> {
  const kept = place.sessionStorage.getItem(KEY);
  if (kept !== null && (await hold(place.locks, kept))) return { name: kept, former: null };
  return { name: await takeNewTabName(place), former: kept };
}

/** Claims a name without a draft: what is stored under the old one is left for the next tab. */
export async function takeNewTabName(place: TabPlace): Promise<string> {
  const name = place.crypto.randomUUID();
  place.sessionStorage.setItem(KEY, name);
  await hold(place.locks, name);
  return name;
}

/** @returns false where another tab holds the name. The lock is held until this page is closed. */
function hold(locks: TabPlace['locks'], name: string): Promise<boolean> {
  if (locks === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    locks
      .request(`pushdeck.tab.${name}`, { signal: AbortSignal.timeout(PATIENCE_MS) }, () => {
        resolve(true);
        return new Promise<never>(() => undefined);
      })
      .catch(() => resolve(false));
  });
}
