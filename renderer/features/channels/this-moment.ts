import type { SendingWorld } from './broadcast-draft.js';

/** What a push that is sent now is filled in with. Call it when a person sends, not while drawing. */
export function thisMoment(): SendingWorld {
  return { nowMs: Date.now(), uuid: () => crypto.randomUUID() };
}
