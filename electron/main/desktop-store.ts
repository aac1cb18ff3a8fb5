import type { EventEmitter } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type ElectronStore from 'electron-store';
import { readFileIfPresent } from '#core/files/atomic-file';
import { putAside } from '#core/files/data-folder';
import type { AppError } from '#shared/errors';
import { FIRST_WINDOW_STATE, parseWindowState, type WindowState } from './window-state.js';

/** Stores the window's state between runs. */
export interface WindowStateStore {
  load(): WindowState;
  save(state: WindowState): void;
}

/** The state that only the desktop app has. */
export interface DesktopStore {
  readonly window: WindowStateStore;
}

export interface DesktopStoreOptions {
  readonly dataDir: string;
  /** `ipcMain`, to which importing electron-store adds a listener. */
  readonly ipcMain: Listened;
  /** Called for a damaged file, which was kept under another name. */
  readonly onProblem: (problem: AppError) => void;
}

/** The file of versions before `desktop.json`, in the folder of Chromium's profile. */
const FORMER_WINDOW_FILE = join('desktop', 'window.json');

type Values = Record<string, unknown>;
type Listened = Pick<EventEmitter, 'eventNames' | 'rawListeners' | 'removeListener'>;

/**
 * Opens `desktop.json`, which stores the state that only the desktop app has. A file that cannot be read or written
 * never prevents the window from opening.
 */
export async function openDesktopStore(options: DesktopStoreOptions): Promise<DesktopStore> {
  const file = await openFile(options);
  const window: WindowStateStore = {
    load: () => orElse(() => parseWindowState(file?.get('window')), FIRST_WINDOW_STATE),
    save: (state) => orElse(() => file?.set('window', state), undefined),
  };
  orElse(() => migrateFormerState(options.dataDir, file), undefined);
  return { window };
}

async function openFile({
  dataDir,
  ipcMain,
  onProblem,
}: DesktopStoreOptions): Promise<ElectronStore<Values> | null> {
  // Through `conf` and `when-exit`, electron-store listens for every signal and ends the process at the first one;
  // it also tells any page where the data is. So the listeners it adds are removed.
  const restore = [keepListeners(process), keepListeners(ipcMain)];
  try {
    const { default: Store } = await import('electron-store');
    const open = (): ElectronStore<Values> =>
      new Store<Values>({
        cwd: dataDir,
        name: 'desktop',
        configFileMode: 0o600,
        accessPropertiesByDotNotation: false,
      });
    try {
      return open();
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      const path = join(dataDir, 'desktop.json');
      onProblem(putAside(path, error));
      return open();
    }
  } catch {
    return null;
  } finally {
    for (const undo of restore) undo();
  }
}

/** @returns a function that removes every listener added since. */
function keepListeners(emitter: Listened): () => void {
  const before = new Map(emitter.eventNames().map((name) => [name, emitter.rawListeners(name)]));
  return () => {
    for (const name of emitter.eventNames()) {
      for (const listener of emitter.rawListeners(name)) {
        if (before.get(name)?.includes(listener) === true) continue;
        // A listener wrapped by `once` is removed by its original.
        const { listener: wrapped = listener } = listener as { readonly listener?: typeof listener };
        emitter.removeListener(name, wrapped as (...args: unknown[]) => void);
      }
    }
  };
}

function migrateFormerState(dataDir: string, file: ElectronStore<Values> | null): void {
  if (file === null) return;
  const path = join(dataDir, FORMER_WINDOW_FILE);
  const bytes = readFileIfPresent(path);
  if (bytes === null) return;
  if (!file.has('window')) file.set('window', parseWindowState(JSON.parse(bytes.toString('utf8'))));
  rmSync(path, { force: true });
}

function orElse<Result>(work: () => Result, otherwise: Result): Result {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
