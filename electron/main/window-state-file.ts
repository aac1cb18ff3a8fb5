import { readFileIfPresent, writeFileAtomically } from '#core/files/atomic-file';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { FIRST_WINDOW_STATE, parseWindowState, type WindowState } from './window-state.js';

/** Where the window's state is kept between runs. */
export interface WindowStateStore {
  load(): WindowState;
  save(state: WindowState): void;
}

/**
 * Keeps the state in a small JSON file. It is a convenience: a file that cannot be read or written never
 * stands in the way of the window.
 */
export function openWindowStateFile(path: string): WindowStateStore {
  return {
    load: () => {
      try {
        const bytes = readFileIfPresent(path);
        return bytes === null ? FIRST_WINDOW_STATE : parseWindowState(JSON.parse(bytes.toString('utf8')));
      } catch {
        return FIRST_WINDOW_STATE;
      }
    },
    save: (state) => {
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileAtomically(path, `${JSON.stringify(state)}\n`);
      } catch {
        return;
      }
    },
  };
}
