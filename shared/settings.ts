import type { Language } from './text.js';

export interface CustomServer {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly caPem: string | null;
}

/** What a person can set. Stored as one JSON file that every host reads and writes in the same form. */
export interface Settings {
  /** `system` follows the operating system or browser. */
  readonly language: Language | 'system';
  readonly colorScheme: 'light' | 'dark' | 'system';
  /** `http://user:password@host:port`, or null for the usual environment variables. */
  readonly proxyUrl: string | null;
  readonly customServers: readonly CustomServer[];
  /** Unit: seconds. */
  readonly requestTimeoutS: number;
  /** Unit: seconds. */
  readonly connectTimeoutS: number;
  /** Unit: days; `null` keeps for ever. */
  readonly historyRetentionDays: number | null;
}

export const DEFAULT_SETTINGS: Settings = {
  language: 'system',
  colorScheme: 'system',
  proxyUrl: null,
  customServers: [],
  requestTimeoutS: 10,
  connectTimeoutS: 10,
  historyRetentionDays: 90,
};
