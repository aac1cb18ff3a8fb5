const KEY = 'pushdeck.tab';
/** A page that reloads releases its name at once; a tab that was duplicated does not. Unit: milliseconds. */
const LOCK_TIMEOUT_MS = 700;

/** The part of a window that {@link claimTabName} needs. */
export interface TabWindow {
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
export async function claimTabName(
  place: TabWindow,
): Promise<{ readonly name: string; readonly former: string | null }> {
  const kept = place.sessionStorage.getItem(KEY);
  if (kept !== null && (await acquireLock(place.locks, kept))) return { name: kept, former: null };
  return { name: await claimNewTabName(place), former: kept };
}

/** Claims a name without a draft: what is stored under the old one is left for the next tab. */
export async function claimNewTabName(place: TabWindow): Promise<string> {
  const name = place.crypto.randomUUID();
  place.sessionStorage.setItem(KEY, name);
  await acquireLock(place.locks, name);
  return name;
}

/** @returns false where another tab holds the name. The lock is held until this page is closed. */
function acquireLock(locks: TabWindow['locks'], name: string): Promise<boolean> {
  if (locks === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    locks
      .request(`pushdeck.tab.${name}`, { signal: AbortSignal.timeout(LOCK_TIMEOUT_MS) }, () => {
        resolve(true);
        return new Promise<never>(() => undefined);
      })
      .catch(() => resolve(false));
  });
}
