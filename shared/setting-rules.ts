import { AppError } from './errors.js';
import {
  BATCH_NOTIFICATIONS,
  COLOR_SCHEMES,
  type CustomServer,
  DEFAULT_SETTINGS,
  LANGUAGE_CHOICES,
  type Settings,
  TIMEOUT_S,
  withoutProxyPassword,
} from './settings.js';
import type { LocalizedText } from './text/localized-text.js';
import { grouped, quoted } from './text/words.js';

export type SettingName = keyof Settings;

interface SettingRule<Value> {
  /** Completes "it must be …". */
  readonly allowed: LocalizedText;
  /** Returns the value when it is valid, else `undefined`. */
  readonly read: (value: unknown) => Value | undefined;
}

/** Unit: characters; `servers` is a count. */
const LIMITS = { url: 2048, name: 200, pem: 1_000_000, path: 32_768, servers: 100 } as const;
const YEARS_100_IN_DAYS = 36_500;
const DAY_IN_MINUTES = 1440;

const SECONDS: LocalizedText = { en: 'seconds', zh: '秒' };

/** The valid values of each setting, whether they come from the page, the file or a command. */
const SETTING_RULES: { readonly [Name in SettingName]: SettingRule<Settings[Name]> } = {
  language: oneOf(LANGUAGE_CHOICES),
  colorScheme: oneOf(COLOR_SCHEMES),
  proxyUrl: orNull(textWithin(LIMITS.url)),
  customServers: {
    allowed: {
      en: `a list of at most ${LIMITS.servers} servers, each with id, name, url and caPem`,
      zh: `最多包含 ${LIMITS.servers} 个服务器的列表，每个服务器含有 id、name、url 和 caPem`,
    },
    read: (value) =>
      Array.isArray(value) && value.length <= LIMITS.servers && value.every(isCustomServer)
        ? value
        : undefined,
  },
  requestTimeoutS: numberWithin(TIMEOUT_S.min, TIMEOUT_S.max, SECONDS),
  connectTimeoutS: numberWithin(TIMEOUT_S.min, TIMEOUT_S.max, SECONDS),
  historyRetentionDays: orNull(whole(numberWithin(1, YEARS_100_IN_DAYS, { en: 'days', zh: '天' }))),
  idleLockMinutes: orNull(whole(numberWithin(1, DAY_IN_MINUTES, { en: 'minutes', zh: '分钟' }))),
  batchNotification: oneOf(BATCH_NOTIFICATIONS),
  workspaceFolder: orNull(textWithin(LIMITS.path)),
};

/** Every setting. */
export const SETTING_NAMES: readonly SettingName[] = [
  'language',
  'colorScheme',
  'proxyUrl',
  'customServers',
  'requestTimeoutS',
  'connectTimeoutS',
  'historyRetentionDays',
  'idleLockMinutes',
  'batchNotification',
  'workspaceFolder',
];

/**
 * Validates a change of settings from an untrusted source, such as a message from the page.
 *
 * @param names - The settings that this source may change.
 * @throws AppError `bad-setting` for the first unknown name or invalid value.
 */
export function validateSettingsChange(
  change: Readonly<Record<string, unknown>>,
  names: readonly SettingName[] = SETTING_NAMES,
): Partial<Settings> {
  for (const [given, value] of Object.entries(change)) {
    const name = names.find((known) => known === given);
    if (name === undefined) throw unknownSetting(given, names);
    if (SETTING_RULES[name].read(value) === undefined) throw refusedSetting(name, value);
  }
  return change;
}

/** The settings read from a file, with the values that were rejected. */
export interface StoredSettings {
  readonly settings: Settings;
  /** Why the stored value of a setting was rejected. */
  readonly refused: ReadonlyMap<SettingName, AppError>;
}

/**
 * Reads settings from an untrusted source, such as a file edited by hand. Missing and invalid values fall back to the
 * default. Of several servers, the valid ones are kept.
 */
export function readStoredSettings(stored: Readonly<Record<string, unknown>> | null): StoredSettings {
  const refused = new Map<SettingName, AppError>();
  const read = <Name extends SettingName>(name: Name): Settings[Name] => {
    const value = stored?.[name];
    if (value === undefined) return DEFAULT_SETTINGS[name];
    const taken = SETTING_RULES[name].read(value);
    if (taken === undefined) refused.set(name, refusedSetting(name, value));
    return taken ?? DEFAULT_SETTINGS[name];
  };
  const servers = stored?.['customServers'];
  const settings: Settings = {
    language: read('language'),
    colorScheme: read('colorScheme'),
    proxyUrl: read('proxyUrl'),
    customServers: read('customServers'),
    requestTimeoutS: read('requestTimeoutS'),
    connectTimeoutS: read('connectTimeoutS'),
    historyRetentionDays: read('historyRetentionDays'),
    idleLockMinutes: read('idleLockMinutes'),
    batchNotification: read('batchNotification'),
    workspaceFolder: read('workspaceFolder'),
  };
  if (!refused.has('customServers') || !Array.isArray(servers)) return { settings, refused };
  const readable = servers.filter(isCustomServer).slice(0, LIMITS.servers);
  return { settings: { ...settings, customServers: readable }, refused };
}

function refusedSetting(name: SettingName, value: unknown): AppError {
  const { allowed } = SETTING_RULES[name];
  const shown = quoted(shownValue(name, value));
  return new AppError(
    'bad-setting',
    {
      en: `The setting ${name} cannot be ${shown.en}; it must be ${allowed.en}.`,
      zh: `设置 ${name} 不能为${shown.zh}，必须是${allowed.zh}。`,
    },
    { en: 'Use one of the allowed values.', zh: '请提供允许的值。' },
  );
}

/** The value as it may be quoted, without the password of an address. */
function shownValue(name: SettingName, value: unknown): string {
  if (name === 'proxyUrl' && typeof value === 'string') return withoutProxyPassword(value) ?? '';
  if (name === 'customServers' && Array.isArray(value)) {
    const wrong = value.findIndex((server) => !isCustomServer(server));
    return wrong < 0 ? `${value.length} × {…}` : `[${wrong}]: {…}`;
  }
  return typeof value === 'number' || value === undefined ? String(value) : JSON.stringify(value);
}

function unknownSetting(name: string, names: readonly SettingName[]): AppError {
  const shown = quoted(name);
  return new AppError(
    'bad-setting',
    {
      en: `There is no setting ${shown.en} that can be changed here.`,
      zh: `没有可在此处更改的设置${shown.zh}。`,
    },
    { en: `These can: ${names.join(', ')}.`, zh: `可更改的设置有：${names.join('、')}。` },
  );
}

function oneOf<Value extends string>(allowed: readonly Value[]): SettingRule<Value> {
  return {
    allowed: { en: `one of ${allowed.join(', ')}`, zh: `${allowed.join('、')}之一` },
    read: (value) => allowed.find((candidate) => candidate === value),
  };
}

function orNull<Value>({ allowed, read }: SettingRule<Value>): SettingRule<Value | null> {
  return {
    allowed: { en: `${allowed.en}, or null`, zh: `${allowed.zh}，或 null` },
    read: (value) => (value === null ? null : read(value)),
  };
}

function textWithin(most: number): SettingRule<string> {
  return {
    allowed: {
      en: `text of at most ${grouped(most)} characters`,
      zh: `不超过 ${grouped(most)} 个字符的文本`,
    },
    read: (value) => (isText(value, most) ? value : undefined),
  };
}

function numberWithin(least: number, most: number, unit: LocalizedText): SettingRule<number> {
  return {
    allowed: {
      en: `a number from ${grouped(least)} to ${grouped(most)} (${unit.en})`,
      zh: `${grouped(least)} 到 ${grouped(most)} 之间的数字（${unit.zh}）`,
    },
    read: (value) => (typeof value === 'number' && value >= least && value <= most ? value : undefined),
  };
}

function whole({ allowed, read }: SettingRule<number>): SettingRule<number> {
  return {
    allowed: { en: allowed.en.replace('a number', 'a whole number'), zh: allowed.zh.replace('数字', '整数') },
    read: (value) => (Number.isInteger(value) ? read(value) : undefined),
  };
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most;
}

function isCustomServer(value: unknown): value is CustomServer {
  if (typeof value !== 'object' || value === null) return false;
  const { id, name, url, caPem } = value as Partial<Record<keyof CustomServer, unknown>>;
  const isWhole = isText(id, LIMITS.name) && isText(name, LIMITS.name) && isText(url, LIMITS.url);
  return isWhole && (caPem === null || isText(caPem, LIMITS.pem));
}
