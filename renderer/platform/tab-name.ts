const KEY = 'pushdeck.tab';
/** A reloaded page's former self lets go of its name at once; a tab that was duplicated never does. */
const PATIENCE_MS = 700;

/** What {@link takeTabName} needs of a window. */
export interface TabPlace {
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly crypto: Pick<Crypto, 'randomUUID'>;
  /** Absent in browsers without Web Locks, where a duplicated tab cannot be told from a reloaded one. */
  readonly locks: Pick<LockManager, 'request'> | undefined;
}

/**
 * The name of this tab, by which the core keeps its draft. It survives a reload. A duplicated tab, whose browser
 * copied the name with it, takes a new one: two tabs must not write one draft.
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

/** A name that no draft has yet: what is kept under the old one stays as it is, for the next tab. */
export async function takeNewTabName(place: TabPlace): Promise<string> {
  const name = place.crypto.randomUUID();
  place.sessionStorage.setItem(KEY, name);
  await hold(place.locks, name);
  return name;
}

/** @returns False where another tab holds the name. Held until this page is gone. */
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
