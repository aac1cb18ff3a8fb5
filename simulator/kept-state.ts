import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { readFileIfPresent, writeFileAtomically } from '#core/files/atomic-file';
import { newerVersionError, putAside, versionOf } from '#core/files/data-folder';
import { AppError } from '#shared/errors';
import type { FaultRule, SimulatedDevice } from '#shared/simulator/model';
import type { SimulatorSwitches } from '#shared/simulator/switches';
import type { PlacedChannel } from './channels.js';

const FILE_VERSION = 1;

/** What a person set up and would miss. */
export interface KeptState {
  readonly devices: readonly SimulatedDevice[];
  readonly rules: readonly FaultRule[];
  /** Only those that were turned. */
  readonly switches: Partial<SimulatorSwitches>;
  readonly channels: readonly PlacedChannel[];
}

/** Devices, rules, turned switches and channels as a readable file, written whole or not at all. */
export interface StateKeeper {
  /** `null` when nothing was kept, or nothing readable. */
  load(): Promise<KeptState | null>;
  save(state: KeptState): Promise<void>;
}

/**
 * @param onProblem - Told about a damaged file, which was put aside.
 * @throws AppError `data-from-newer-version` from `load`, for a file that must not be overwritten.
 */
export function createStateKeeper(path: string, onProblem: (problem: AppError) => void): StateKeeper {
  return {
    async load() {
      const bytes = readFileIfPresent(path);
      if (bytes === null) return null;
      try {
        const value: unknown = JSON.parse(bytes.toString('utf8'));
        const version = versionOf(value) ?? 0;
        if (version > FILE_VERSION) throw newerVersionError(path, version, FILE_VERSION);
        const { keptState } = await import('./kept-state-schema.js');
        return keptState.parse(value) as KeptState;
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
