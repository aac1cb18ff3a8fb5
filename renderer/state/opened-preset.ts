import type { CompletableHeaders } from '#shared/apns/complete-headers';
import type { ComposeDocument } from './compose-document.js';

/** The preset that Compose was filled from. */
export interface OpenedPreset {
  readonly id: string;
  readonly name: string;
  /** Of the file when it was read or written last. */
  readonly revision: string;
  /** What Compose held then: tells whether there is anything to save. */
  readonly baseline: ComposeDocument;
  /** The headers of the file, without what was filled in; `null` when that is not known. */
  readonly asWritten: CompletableHeaders | null;
}

/** True when Compose holds something else than the preset's file. */
export function isModified(document: ComposeDocument, opened: OpenedPreset): boolean {
  const { payload, ...fields } = document;
  const { payload: payloadBefore, ...fieldsBefore } = opened.baseline;
  // The payload may be large and is asked about at every key; the rest is small.
  return payload !== payloadBefore || JSON.stringify(fields) !== JSON.stringify(fieldsBefore);
}

/** The opened preset after something was moved or renamed, be it itself or a folder around it. */
export function afterMove(opened: OpenedPreset, from: string, to: string): OpenedPreset {
  if (opened.id === from) return { ...opened, id: to };
  return opened.id.startsWith(`${from}/`) ? { ...opened, id: to + opened.id.slice(from.length) } : opened;
}
