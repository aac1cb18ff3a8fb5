import { LANGUAGES } from './text/localized-text.js';

/** The form of `settings.json` as this version writes it. */
export const SETTINGS_VERSION = 1;

/** How the end of a long batch is told while the window is not in front. */
export const BATCH_NOTIFICATIONS = ['off', 'silent', 'sound'] as const;
export type BatchNotification = (typeof BATCH_NOTIFICATIONS)[number];

export const LANGUAGE_CHOICES = [...LANGUAGES, 'system'] as const;
export const COLOR_SCHEMES = ['light', 'dark', 'system'] as const;
/** Bounds of both timeouts. Unit: seconds. */
export const TIMEOUT_S = { min: 1, max: 600 } as const;

export interface CustomServer {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly caPem: string | null;
}

/** What a person can set. Stored as one JSON file that every host reads and writes in the same form. */
export interface Settings {
  /** `system` follows the operating system or browser. */
  readonly language: (typeof LANGUAGE_CHOICES)[number];
  readonly colorScheme: (typeof COLOR_SCHEMES)[number];
  /** `http://user:password@host:port`, or null for the usual environment variables. */
  readonly proxyUrl: string | null;
  readonly customServers: readonly CustomServer[];
  /** Unit: seconds. */
  readonly requestTimeoutS: number;
  /** Unit: seconds. */
  readonly connectTimeoutS: number;
  /** Unit: days; `null` keeps for ever. */
  readonly historyRetentionDays: number | null;
  /** How long credentials behind a passphrase stay open without use. Unit: minutes; `null` = until Pushdeck ends. */
  readonly idleLockMinutes: number | null;
  readonly batchNotification: BatchNotification;
  /** Absolute path of the folder with presets and devices; `null` = the one in the data folder. */
  readonly workspaceFolder: string | null;
}

export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  colorScheme: 'system',
  proxyUrl: null,
  customServers: [],
  requestTimeoutS: 10,
  connectTimeoutS: 10,
  historyRetentionDays: 90,
  idleLockMinutes: 15,
  batchNotification: 'silent',
  workspaceFolder: null,
};

/** Stands for a proxy password in the stored address and wherever a person may see the address. */
const HIDDEN_PASSWORD = '••••••';

/** A proxy address as it may be shown, sent to the page and logged: with its password hidden. */
export function withoutProxyPassword(proxyUrl: string | null): string | null {
  const parts = splitProxyPassword(proxyUrl);
  return parts === null ? proxyUrl : `${parts.before}:${HIDDEN_PASSWORD}@${parts.after}`;
}

/** True for an address that hides its password, as {@link withoutProxyPassword} gives it out. */
export function hidesProxyPassword(proxyUrl: string): boolean {
  return splitProxyPassword(proxyUrl)?.password === HIDDEN_PASSWORD;
}

/** The password inside a proxy address, as typed there; `null` where there is none. */
export function proxyPasswordOf(proxyUrl: string | null): string | null {
  return splitProxyPassword(proxyUrl)?.password ?? null;
}

/** Replaces the password of an address, as it is written there; `null` takes it out. */
export function withProxyPassword(proxyUrl: string, password: string | null): string {
  const parts = splitProxyPassword(proxyUrl);
  if (parts === null) return proxyUrl;
  return `${parts.before}${password === null ? '' : `:${password}`}@${parts.after}`;
}

function splitProxyPassword(
  proxyUrl: string | null,
): { readonly before: string; readonly password: string; readonly after: string } | null {
  // By hand instead of by URL: a half-typed address must not show its password either.
  const match = /^((?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#@:]*):(?!\/\/)(.*)@([^@]*)$/is.exec(proxyUrl ?? '');
  return match === null ? null : { before: match[1] ?? '', password: match[2] ?? '', after: match[3] ?? '' };
}
