import { join } from 'node:path';
import type { AppError } from '#shared/errors';
import { DEFAULT_SETTINGS, readSettings, SETTINGS_VERSION, type Settings } from '#shared/settings';
import { withFileLock, type LockPorts } from './files/file-lock.js';
import { moveAside, readFileIfPresent, writeFileAtomically } from './files/atomic-file.js';
import { damagedFileError, newerVersionError, versionOf } from './data-folder.js';
import type { SettingsService } from './services.js';

export interface SettingsOptions extends LockPorts {
  readonly dataDir: string;
  /** Told after every change that this process makes. */
  readonly onChange?: (settings: Settings) => void;
  /** Told about a damaged file, which was kept under another name. */
  readonly onProblem?: (problem: AppError) => void;
}

type StoredValues = Readonly<Record<string, unknown>>;

/**
 * The settings in `settings.json`. Every `get` sees what other processes and people with an editor changed; a
 * value that makes no sense counts as its default, and keys this version does not know are kept.
 *
 * @throws AppError `data-from-newer-version`; the file is then left as it is.
 */
export function openSettings(options: SettingsOptions): SettingsService {
  const path = join(options.dataDir, 'settings.json');
  /** What is in the file; a damaged one is moved aside and counts as absent. */
  const readOrRescue = (): StoredValues | null => {
    const stored = readStored(path);
    if (stored instanceof Error) {
      const keptAs = moveAside(path);
      options.onProblem?.(damagedFileError(path, keptAs, stored));
      return null;
    }
    const version = versionOf(stored);
    if (version !== null && version > SETTINGS_VERSION) {
      throw newerVersionError(path, version, SETTINGS_VERSION);
    }
    return stored;
  };
  readOrRescue();

  let last = DEFAULT_SETTINGS;
  const get = (): Settings => {
    const stored = readStored(path);
    // Half-edited by hand at this moment: what was last understood stays in force.
    if (!(stored instanceof Error)) last = readSettings(stored);
    return last;
  };
  return {
    get,
    update: (change) =>
      withFileLock(`${path}.lock`, options, () => {
        const before = get();
        const stored = readOrRescue();
        const next = readSettings({ ...before, ...change });
        const file = { ...stored, version: SETTINGS_VERSION, ...next };
        // Tabs: as every earlier version wrote it.
        writeFileAtomically(path, JSON.stringify(file, null, '\t'));
        last = next;
        options.onChange?.(next);
        return next;
      }),
  };
}

/** The object in the file, `null` where there is no file, or what keeps it from being read as an object. */
function readStored(path: string): StoredValues | null | Error {
  const bytes = readFileIfPresent(path);
  if (bytes === null) return null;
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(parsed) ? parsed : new SyntaxError('not a JSON object');
  } catch (error) {
    return error instanceof Error ? error : new SyntaxError(String(error));
  }
}

function isObject(value: unknown): value is StoredValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
