import { LANGUAGES } from './text/localized-text.js';

/** The format version of `settings.json`. */
export const SETTINGS_VERSION = 1;

/** How the end of a long batch is announced while the window is in the background. */
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

/** User settings. Stored in one JSON file that all hosts share. */
export interface Settings {
  /** `system` follows the operating system or browser. */
  readonly language: (typeof LANGUAGE_CHOICES)[number];
  readonly colorScheme: (typeof COLOR_SCHEMES)[number];
  /** `http://user:password@host:port`; `null` uses the usual environment variables. */
  readonly proxyUrl: string | null;
  readonly customServers: readonly CustomServer[];
  /** Unit: seconds. */
  readonly requestTimeoutS: number;
  /** Unit: seconds. */
  readonly connectTimeoutS: number;
  /** Unit: days; `null` keeps everything. */
  readonly historyRetentionDays: number | null;
  /**
   * How long passphrase-protected credentials stay unlocked while idle. Unit: minutes; `null` = until Pushdeck quits.
   */
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

/** Replaces the proxy password in the stored address and wherever the address is shown. */
const HIDDEN_PASSWORD = '••••••';

/** Returns a proxy address with its password hidden, safe to show, log and send to the page. */
export function withoutProxyPassword(proxyUrl: string | null): string | null {
  const parts = splitProxyPassword(proxyUrl);
  return parts === null ? proxyUrl : `${parts.before}:${HIDDEN_PASSWORD}@${parts.after}`;
}

/** Whether the password of an address was hidden by {@link withoutProxyPassword}. */
export function hidesProxyPassword(proxyUrl: string): boolean {
  return splitProxyPassword(proxyUrl)?.password === HIDDEN_PASSWORD;
}

/** Returns the password in a proxy address, still percent-encoded; `null` if there is none. */
export function proxyPasswordOf(proxyUrl: string | null): string | null {
  return splitProxyPassword(proxyUrl)?.password ?? null;
}

/** Replaces the password in a proxy address. `password` must be percent-encoded; `null` removes it. */
export function withProxyPassword(proxyUrl: string, password: string | null): string {
  const parts = splitProxyPassword(proxyUrl);
  if (parts === null) return proxyUrl;
  return `${parts.before}${password === null ? '' : `:${password}`}@${parts.after}`;
}

function splitProxyPassword(
  proxyUrl: string | null,
): { readonly before: string; readonly password: string; readonly after: string } | null {
  // Not with `URL`: a half-typed address must not show its password either.
  const match = /^((?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#@:]*):(?!\/\/)(.*)@([^@]*)$/is.exec(proxyUrl ?? '');
  return match === null ? null : { before: match[1] ?? '', password: match[2] ?? '', after: match[3] ?? '' };
}
