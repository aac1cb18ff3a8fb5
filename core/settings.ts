import Conf from 'conf';
import { join } from 'node:path';
import type { AppError } from '#shared/errors';
import { DEFAULT_SETTINGS, readSettings, SETTINGS_VERSION, type Settings } from '#shared/settings';
import { moveAside, PRIVATE_FILE_MODE, readFileIfPresent } from './files/atomic-file.js';
import { damagedFileError, newerVersionError, versionOf } from './data-folder.js';
import type { SettingsService } from './services.js';

/** The part of `conf` and `electron-store` that is used here: both write the same file in the same form. */
export interface SettingsStore {
  /** The whole file, read afresh. @throws SyntaxError when it is not JSON. */
  readonly store: Record<string, unknown>;
  set(values: Record<string, unknown>): void;
}

export interface SettingsStoreOptions {
  readonly cwd: string;
  /** `conf` calls it `configName`, `electron-store` `name`. */
  readonly name: string;
  readonly configFileMode: number;
  readonly accessPropertiesByDotNotation: false;
}

export interface SettingsOptions {
  readonly dataDir: string;
  /** The desktop hands in one that makes an `electron-store`; everything else gets `conf`. */
  readonly createStore?: (options: SettingsStoreOptions) => SettingsStore;
  /** Told about a damaged file, which was kept under another name. */
  readonly onProblem?: (problem: AppError) => void;
}

const STORE_NAME = 'settings';

/**
 * The settings in `settings.json`. Every `get` sees what other processes and people with an editor changed; a
 * value that makes no sense counts as its default, and keys this version does not know are kept.
 *
 * @throws AppError `data-from-newer-version`; the file is then left as it is.
 */
export function openSettings(options: SettingsOptions): SettingsService {
  const path = join(options.dataDir, `${STORE_NAME}.json`);
  const rescue = (): void => {
    const damage = damageOf(path);
    if (damage === null) return;
    const keptAs = moveAside(path);
    options.onProblem?.(damagedFileError(path, keptAs, damage));
  };
  rescue();
  refuseNewer(path);
  const create = options.createStore ?? createConf;
  const store = create({
    cwd: options.dataDir,
    name: STORE_NAME,
    configFileMode: PRIVATE_FILE_MODE,
    accessPropertiesByDotNotation: false,
  });
  let last = DEFAULT_SETTINGS;
  const get = (): Settings => {
    try {
      last = readSettings(store.store);
    } catch {
      // Half-edited by hand at this moment: what was last understood stays in force.
    }
    return last;
  };
  return {
    get,
    update(change) {
      const before = get();
      rescue();
      refuseNewer(path);
      const next = readSettings({ ...before, ...change });
      store.set({ version: SETTINGS_VERSION, ...next });
      last = next;
      return next;
    },
  };
}

function createConf({ name, ...options }: SettingsStoreOptions): SettingsStore {
  return new Conf<Record<string, unknown>>({ ...options, configName: name });
}

/** What keeps the file from being read as an object; `null` when it can be read or is not there. */
function damageOf(path: string): Error | null {
  const bytes = readFileIfPresent(path);
  if (bytes === null) return null;
  try {
    const parsed = JSON.parse(bytes.toString('utf8')) as unknown;
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? null : new SyntaxError('not a JSON object');
  } catch (error) {
    return error instanceof Error ? error : new SyntaxError(String(error));
  }
}

function refuseNewer(path: string): void {
  const bytes = readFileIfPresent(path);
  if (bytes === null) return;
  const version = versionOf(JSON.parse(bytes.toString('utf8')));
  if (version !== null && version > SETTINGS_VERSION) {
    throw newerVersionError(path, version, SETTINGS_VERSION);
  }
}
