import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#shared/errors';
import { readStoredSettings, SETTING_NAMES, validateSettingsChange } from '#shared/setting-rules';
import { DEFAULT_SETTINGS, type Settings, SETTINGS_VERSION } from '#shared/settings';
import { systemFailure } from '#shared/system-failure';
import { asideFiles, readFileIfPresent, writeFileAtomically } from '../files/atomic-file.js';
import { newerVersionError, putAside, versionOf } from '../files/data-folder.js';
import { type LockPorts, withFileLock } from '../files/file-lock.js';
import type { SettingsService } from './settings-service.js';

export interface SettingsOptions extends LockPorts {
  readonly dataDir: string;
  /** Called after every change by this process. */
  readonly onChange?: (settings: Settings) => void;
  /** Called for a damaged file, which was kept under another name. */
  readonly onProblem?: (problem: AppError) => void;
}

type StoredValues = Readonly<Record<string, unknown>>;

/**
 * Opens the settings in `settings.json`. Every `get` sees the changes of other processes and editors. An invalid
 * value in the file counts as the default and is reported on opening; it stays in the file, like unknown keys,
 * until that setting is changed.
 *
 * @throws AppError `data-from-newer-version`; the file is left unchanged.
 */
export function openSettings(options: SettingsOptions): SettingsService {
  const path = join(options.dataDir, 'settings.json');
  const onProblem = options.onProblem ?? ((): void => undefined);
  let last = DEFAULT_SETTINGS;
  /** Reads the file; a damaged one is set aside and counts as absent. */
  const readOrRescue = (): StoredValues | null => {
    const stored = readStored(path);
    if (stored instanceof Error) {
      last = rescueProxy(path, stored, onProblem) ?? last;
      return null;
    }
    const version = versionOf(stored);
    if (version !== null && version > SETTINGS_VERSION) {
      throw newerVersionError(path, version, SETTINGS_VERSION);
    }
    return stored;
  };
  const first = readOrRescue();
  if (first === null) reportLostProxy(path, onProblem);
  for (const error of readStoredSettings(first).refused.values()) onProblem(defaultUsed(path, error));

  const get = (): Settings => {
    const stored = readStored(path);
    // It may be half edited: the last valid settings stay in effect.
    if (!(stored instanceof Error)) last = readStoredSettings(stored).settings;
    return last;
  };
  return {
    get,
    update: (change) =>
      withFileLock(`${path}.lock`, options, () => {
        const before = get();
        const stored = readOrRescue();
        const next = { ...before, ...validateSettingsChange(change) };
        const { refused } = readStoredSettings(stored);
        const understood = Object.entries(next).filter(
          ([name]) => name in change || !SETTING_NAMES.some((known) => known === name && refused.has(known)),
        );
        // What was not understood in the file is for the person who wrote it to correct.
        writeSettings(path, { ...stored, version: SETTINGS_VERSION, ...Object.fromEntries(understood) });
        last = next;
        options.onChange?.(next);
        return next;
      }),
  };
}

/**
 * Sets damaged settings aside. A proxy that they still name stays in effect: without it, the next push would take
 * another route than the user wants.
 *
 * @returns the settings with the proxy; `null` if there is none.
 */
function rescueProxy(path: string, damage: Error, onProblem: (problem: AppError) => void): Settings | null {
  const proxyUrl = proxyUrlIn(readFileIfPresent(path)?.toString('utf8') ?? '');
  onProblem(putAside(path, damage));
  if (typeof proxyUrl !== 'string') return null;
  const settings = { ...DEFAULT_SETTINGS, proxyUrl };
  try {
    if (!existsSync(path)) writeSettings(path, { version: SETTINGS_VERSION, ...settings });
  } catch (error) {
    if (systemFailure(error) === null) throw error;
  }
  onProblem(proxyKept(path));
  return settings;
}

/**
 * Reports a proxy that may have been lost, in every process, until settings are saved or the damaged file is
 * removed.
 */
function reportLostProxy(path: string, onProblem: (problem: AppError) => void): void {
  const aside = asideFiles(path).at(-1);
  if (aside === undefined || existsSync(path)) return;
  if (proxyUrlIn(readFileIfPresent(aside)?.toString('utf8') ?? '') === undefined) onProblem(proxyLost(aside));
}

/** `null`: there is no proxy. `undefined`: unknown. */
function proxyUrlIn(damagedText: string): string | null | undefined {
  const value = /"proxyUrl"\s*:\s*(null|"(?:[^"\\\n]|\\.)*")/.exec(damagedText)?.[1];
  if (value === undefined) return undefined;
  try {
    return JSON.parse(value) as string | null;
  } catch {
    return undefined;
  }
}

function writeSettings(path: string, values: StoredValues): void {
  // Indented with tabs, like every earlier version.
  writeFileAtomically(path, JSON.stringify(values, null, '\t'));
}

function defaultUsed(path: string, { text }: AppError): AppError {
  return new AppError(
    'bad-setting',
    {
      en: `${path}: ${text.en} What is usable of it, else its default, is in use.`,
      zh: `${path}：${text.zh}目前使用其中可用的部分或默认值。`,
    },
    {
      en: 'Correct the file, or change the setting, which replaces the value.',
      zh: '请修正该文件，或更改该设置以替换此值。',
    },
  );
}

function proxyKept(path: string): AppError {
  return new AppError(
    'data-damaged',
    { en: `The proxy of the damaged ${path} stays in use.`, zh: `损坏的 ${path} 中的代理将继续使用。` },
    { en: 'All other settings were reset to their defaults.', zh: '其他设置已恢复为默认值。' },
  );
}

function proxyLost(aside: string): AppError {
  return new AppError(
    'data-damaged',
    {
      en: `It is unknown whether the damaged settings in ${aside} named a proxy: none is used.`,
      zh: `无法判断损坏的设置 ${aside} 中是否配置了代理，因此不使用代理。`,
    },
    {
      en: 'Pass --proxy, or set it in the settings. This message goes away once settings are saved or that file is deleted.',
      zh: '请使用 --proxy 或在设置中重新填写；保存设置或删除该文件后不再提示。',
    },
  );
}

/** The object in the file; `null` if there is no file; an Error if it is not a JSON object. */
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
