import { type FSWatcher, watch } from 'node:fs';
import type { Clock, StopTimer } from '../ports/ports.js';

/** Editors and version control write several files at once. Unit: milliseconds. */
const SETTLE_MS = 80;
/** For network drives and whatever else tells nobody of its changes. Unit: milliseconds. */
const POLL_MS = 2000;

/** Calls back when something in some folders may have changed. */
export interface FolderWatch {
  /** The folders to watch from now on. */
  follow(folders: readonly string[]): void;
  stop(): void;
}

/** @param onChange - Also called now and then without a change: whoever is told looks for itself. */
export function watchFolders(onChange: () => void, clock: Clock): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let stopSettling: StopTimer | undefined;
  const changed = (): void => {
    stopSettling?.();
    stopSettling = clock.after(SETTLE_MS, onChange);
  };
  const stopPolling = clock.every(POLL_MS, onChange);
  const drop = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  return {
    follow(folders) {
      for (const folder of watchers.keys()) if (!folders.includes(folder)) drop(folder);
      for (const folder of folders) {
        if (watchers.has(folder)) continue;
        try {
          const watcher = watch(folder, changed);
          watcher.on('error', () => drop(folder));
          watchers.set(folder, watcher);
        } catch {
          // Not there yet, or no more watches to be had: the poll sees it.
        }
      }
    },
    stop() {
      stopPolling();
      stopSettling?.();
      for (const folder of [...watchers.keys()]) drop(folder);
    },
  };
}
