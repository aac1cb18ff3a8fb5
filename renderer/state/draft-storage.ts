import { INLINE_DRAFT_LIMIT } from '#shared/contract/message-limits';
import type { Connection } from '../platform/connection.js';
import { openCopy, sealCopy } from '../platform/sealed-copy.js';
import { claimNewTabName, claimTabName } from '../platform/tab-name.js';

const COPY_KEY = 'pushdeck.draft';

/** Stores the draft of this tab: in the core, and in the tab itself while the core does not have the latest version. */
export interface DraftStorage {
  /** The draft as it was last saved; `null` for none. */
  readonly load: () => Promise<unknown>;
  readonly save: (draft: unknown) => Promise<void>;
  /** Saves what could not be saved earlier, after a reconnection. */
  readonly saveUnsaved: () => Promise<void>;
  /** Tells the core that this tab is open, until the signal aborts. */
  readonly hold: (signal: AbortSignal) => Promise<void>;
}

export function createDraftStorage(connection: Connection, window: Window): DraftStorage {
  const { client } = connection;
  const { sessionStorage } = window;
  const place = { sessionStorage, crypto: window.crypto, locks: lockManagerOf(window) };
  let tabName = claimTabName(place);
  /** The latest text that the core does not have yet. */
  let unsaved: string | null = null;
  let latest = 0;

  const saveCopy = async (text: string, turn: number): Promise<void> => {
    const key = connection.sealKey();
    const sealed = key === null ? null : await sealCopy(key, text);
    if (turn !== latest || sealed === null) return;
    try {
      sessionStorage.setItem(COPY_KEY, sealed);
    } catch {
      // With full storage, a reload loses the latest changes, and only while the core is unreachable.
    }
  };
  const send = async (text: string, turn: number): Promise<void> => {
    const { name: tab } = await tabName;
    const draft = text.length <= INLINE_DRAFT_LIMIT ? text : new Blob([text]);
    await client.app.saveDraft({ tab, draft });
    if (turn !== latest) return;
    unsaved = null;
    sessionStorage.removeItem(COPY_KEY);
  };
  const saveText = async (text: string): Promise<void> => {
    latest += 1;
    const turn = latest;
    unsaved = text;
    // Calls wait a while for a lost connection, and a reload may come first.
    if (connection.state().kind !== 'open') await saveCopy(text, turn);
    try {
      await send(text, turn);
    } catch {
      // The connection banner says why. It is sent again after a reconnection.
      await saveCopy(text, turn);
    }
  };
  const loadStored = async (tab: string): Promise<string | null> => {
    try {
      return await client.app.loadDraft({ tab });
    } catch (error) {
      // The page now starts with the sample, which must not overwrite the draft that could not be read.
      tabName = claimNewTabName(place).then((name) => ({ name, former: null }));
      throw error;
    }
  };
  const read = async (): Promise<unknown> => {
    const { name, former } = await tabName;
    const sealed = sessionStorage.getItem(COPY_KEY);
    const key = connection.sealKey();
    const copy = sealed === null || key === null ? null : await openCopy(key, sealed);
    const text = copy ?? (await loadStored(former ?? name));
    if (text === null) return null;
    // A duplicated tab continues with a draft of its own.
    if (copy !== null || former !== null) void saveText(text);
    return parsed(text);
  };
  let loaded: Promise<unknown> | null = null;
  return {
    // Only once: afterwards the page is ahead of what is stored.
    load: () => {
      loaded ??= read().catch((error: unknown) => {
        loaded = null;
        throw error;
      });
      return loaded;
    },
    save: (draft) => saveText(JSON.stringify(draft)),
    saveUnsaved: async () => {
      if (unsaved !== null) await saveText(unsaved);
    },
    hold: async (signal) => {
      const { name: tab } = await tabName;
      try {
        const held = await client.app.holdDraft({ tab }, { signal });
        while ((await held.next()).done !== true);
      } catch {
        // The connection broke, or the page is closing: both release the draft.
      }
    },
  };
}

function lockManagerOf(window: Window): LockManager | undefined {
  const locks: unknown = window.navigator.locks;
  return isLockManager(locks) ? locks : undefined;
}

/** Pages outside a secure context have none. */
function isLockManager(value: unknown): value is LockManager {
  return typeof value === 'object' && value !== null && 'request' in value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
