import type { TemplateInputs } from './broadcast-draft.js';

/** The values of the built-in variables for a push sent now. Call it when the user sends, not while rendering. */
export function currentInputs(): TemplateInputs {
  return { nowMs: Date.now(), uuid: () => crypto.randomUUID() };
}
