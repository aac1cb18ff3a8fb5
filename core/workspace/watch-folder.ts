import { type FSWatcher, watch } from 'node:fs';
import type { Clock, StopTimer } from '../ports/ports.js';

/**
 * Changes within this time are reported once, since editors and version control write several files. Unit:
 * milliseconds.
 */
const DEBOUNCE_MS = 80;
/** Also polls, for network drives and other file systems without change events. Unit: milliseconds. */
const POLL_INTERVAL_MS = 2000;

/** Watches folders for changes. */
export interface FolderWatch {
  /** Sets the folders to watch. */
  watch(folders: readonly string[]): void;
  stop(): void;
}

/** @param onChange - May also be called without a change: the listener has to look. */
export function watchFolders(onChange: () => void, clock: Clock): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  let stopSettling: StopTimer | undefined;
  const changed = (): void => {
    stopSettling?.();
    stopSettling = clock.after(DEBOUNCE_MS, onChange);
  };
  const stopPolling = clock.every(POLL_INTERVAL_MS, onChange);
  const drop = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  return {
    watch(folders) {
      for (const folder of watchers.keys()) if (!folders.includes(folder)) drop(folder);
      for (const folder of folders) {
        if (watchers.has(folder)) continue;
        try {
          const watcher = watch(folder, changed);
          watcher.on('error', () => drop(folder));
          watchers.set(folder, watcher);
        } catch {
          // The folder does not exist yet, or there are no more watches: polling finds the changes.
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
