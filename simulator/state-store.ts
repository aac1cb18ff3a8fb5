import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { readFileIfPresent, writeFileAtomically } from '#core/files/atomic-file';
import { newerVersionError, putAside, versionOf } from '#core/files/data-folder';
import { AppError } from '#shared/errors';
import type { FaultRule, SimulatedDevice } from '#shared/simulator/model';
import type { SimulatorSwitches } from '#shared/simulator/switches';
import type { PlacedChannel } from './channels.js';

const FILE_VERSION = 1;

/** The state that is kept between runs. */
interface StoredState {
  readonly devices: readonly SimulatedDevice[];
  readonly rules: readonly FaultRule[];
  /** Only switches that differ from the initial ones. */
  readonly switches: Partial<SimulatorSwitches>;
  readonly channels: readonly PlacedChannel[];
}

/** Stores devices, rules, changed switches and channels in a readable file, atomically. */
export interface StateStore {
  /** `null` if there is no file, or no readable one. */
  load(): Promise<StoredState | null>;
  save(state: StoredState): Promise<void>;
}

/**
 * @param onProblem - Called for a damaged file, which was set aside.
 * @throws AppError `data-from-newer-version` from `load`, for a file that must not be overwritten.
 */
export function createStateStore(path: string, onProblem: (problem: AppError) => void): StateStore {
  return {
    async load() {
      const bytes = readFileIfPresent(path);
      if (bytes === null) return null;
      try {
        const value: unknown = JSON.parse(bytes.toString('utf8'));
        const version = versionOf(value) ?? 0;
        if (version > FILE_VERSION) throw newerVersionError(path, version, FILE_VERSION);
        const { storedState: keptState } = await import('./stored-state-schema.js');
        return keptState.parse(value) as StoredState;
      } catch (error) {
        if (error instanceof AppError) throw error;
        onProblem(putAside(path, error));
        return null;
      }
    },
    async save(state) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileAtomically(path, `${JSON.stringify({ version: FILE_VERSION, ...state }, null, 2)}\n`);
    },
  };
}
