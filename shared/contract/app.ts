import { eventIterator, type } from '@orpc/contract';
import { z } from 'zod';
import type { ErrorMessage } from '../errors.js';
import type { Settings } from '../settings.js';
import { nothing, procedure } from './errors.js';
import { DRAFT_LIMIT_BYTES, INLINE_DRAFT_LIMIT } from './message-limits.js';

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

/** What a page may change: the folder of the workspace has a call of its own. */
export type SettingsChange = Partial<Omit<Settings, 'workspaceFolder'>>;

const tab = z.object({ tab: z.uuid() });

export const app = {
  info: procedure.output(type<AppInfo>()),
  settings: procedure.output(type<Settings>()),
  /** Checked by the rules of the settings, so that a refusal names the setting and what it takes. */
  updateSettings: procedure.input(type<SettingsChange>()).output(type<Settings>()),
  /** The unsent work of a tab as JSON, opaque to the core and bounded. `null` when there is none for it. */
  loadDraft: procedure.input(tab).output(type<string | null>()),
  /** A long draft goes as a file, which weighs nothing in the JSON of its call. */
  saveDraft: procedure
    .input(
      tab.extend({
        draft: z.union([
          z.string().max(INLINE_DRAFT_LIMIT),
          z.instanceof(Blob).refine((blob) => blob.size <= DRAFT_LIMIT_BYTES, 'larger than a draft'),
        ]),
      }),
    )
    .output(nothing),
  /** For as long as this is open the draft is given to no other tab. */
  holdDraft: procedure.input(tab).output(eventIterator(type<'held'>())),
};
