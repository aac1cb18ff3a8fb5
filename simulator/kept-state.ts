import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { faultRules, simulatedDevice, simulatorSwitches } from '#shared/contract/simulator';
import { AppError } from '#shared/errors';
import type { FaultRule, SimulatedDevice } from '#shared/simulator/model';
import type { SimulatorSwitches } from '#shared/simulator/switches';

const FILE_VERSION = 1;

const keptState = z.object({
  version: z.number(),
  devices: z.array(simulatedDevice),
  rules: faultRules,
  // Absent in files of versions whose window had no switches.
  switches: simulatorSwitches.default({}),
});

/** What a person set up and would miss. */
export interface KeptState {
  readonly devices: readonly SimulatedDevice[];
  readonly rules: readonly FaultRule[];
  /** Only those that were turned. */
  readonly switches: Partial<SimulatorSwitches>;
}

/** Devices, rules and turned switches as a readable file, written whole or not at all. */
export interface StateKeeper {
  /** `null` when nothing was kept, or nothing readable. */
  load(): Promise<KeptState | null>;
  /** Writes after whatever is being written; of several that wait only the last is written. */
  save(state: KeptState): Promise<void>;
}

/** @throws AppError `data-from-newer-version` from `load`, for a file that must not be overwritten. */
export function createStateKeeper(path: string): StateKeeper {
  let writing: Promise<void> = Promise.resolve();
  let pending: KeptState | null = null;

  async function writePending(): Promise<void> {
    if (pending === null) return;
    const state = { version: FILE_VERSION, ...pending };
    pending = null;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = `${path}.${process.pid}.tmp`;
    await writeFile(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    await rename(temporary, path);
  }

  return {
    async load() {
      let value: unknown;
      try {
        value = JSON.parse(await readFile(path, 'utf8'));
      } catch {
        return null;
      }
      const version = z.object({ version: z.number() }).safeParse(value).data?.version ?? 0;
      if (version > FILE_VERSION) throw fromNewerVersion(path);
      const parsed = keptState.safeParse(value);
      return parsed.success ? (parsed.data as KeptState) : null;
    },
    save(state) {
      pending = state;
      writing = writing.then(writePending, writePending);
      return writing;
    },
  };
}

function fromNewerVersion(path: string): AppError {
  return new AppError(
    'data-from-newer-version',
    { en: `${path} was written by a newer Pushdeck.`, zh: `${path} 由更新版本的 Pushdeck 写入。` },
    {
      en: 'Update Pushdeck, or choose another data folder.',
      zh: '请更新 Pushdeck，或选择其他数据文件夹。',
    },
  );
}
