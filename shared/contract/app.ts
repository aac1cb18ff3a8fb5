import { type } from '@orpc/contract';
import { z } from 'zod';
import type { ErrorMessage } from '../errors.js';
import { BATCH_NOTIFICATIONS, type Settings } from '../settings.js';
import { nothing, procedure } from './errors.js';

/** What the page must know of its host to show only what works there. */
export interface AppInfo {
  readonly version: string;
  readonly host: 'desktop' | 'browser' | 'cli';
  readonly dataDir: string;
  readonly abilities: { readonly revealFile: boolean; readonly openExternal: boolean };
  /** What was found damaged at start, and how it was kept. */
  readonly problems: readonly ErrorMessage[];
  /** The sample data of the embedded simulator, so that the first Send needs nothing. */
  readonly samples: {
    readonly token: string;
    /** The name of the simulated device that the token belongs to. */
    readonly device: string;
    readonly topic: string;
    readonly credentialId: string;
  };
}

const customServer = z.object({
  id: z.string().max(200),
  name: z.string().max(200),
  url: z.string().max(2048),
  caPem: z.string().max(1_000_000).nullable(),
});

const settingsChange = z
  .object({
    language: z.enum(['en', 'zh', 'system']),
    colorScheme: z.enum(['light', 'dark', 'system']),
    proxyUrl: z.string().max(2048).nullable(),
    customServers: z.array(customServer).max(100),
    requestTimeoutS: z.number().min(1).max(600),
    connectTimeoutS: z.number().min(1).max(600),
    historyRetentionDays: z.number().int().min(1).nullable(),
    idleLockMinutes: z.number().int().min(1).max(1440).nullable(),
    batchNotification: z.enum(BATCH_NOTIFICATIONS),
  })
  .partial();

export const app = {
  info: procedure.output(type<AppInfo>()),
  settings: procedure.output(type<Settings>()),
  updateSettings: procedure.input(settingsChange).output(type<Settings>()),
  /** The unsent work of Compose, opaque to the core and bounded. `null` when there is none. */
  loadDraft: procedure.output(type<unknown>()),
  saveDraft: procedure.input(z.object({ draft: z.unknown() })).output(nothing),
};
