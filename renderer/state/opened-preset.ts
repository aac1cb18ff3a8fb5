import type { CompletableHeaders } from '#shared/apns/complete-headers';
import type { ComposeDocument } from './compose-document.js';

/** The preset that Compose was filled from. */
export interface OpenedPreset {
  readonly id: string;
  readonly name: string;
  /** The revision of the file when it was last read or written. */
  readonly revision: string;
  /** The document at that time: shows whether there is anything to save. */
  readonly baseline: ComposeDocument;
  /** The headers as the file states them, without those filled in; `null` when unknown. */
  readonly asWritten: CompletableHeaders | null;
}

/** True when Compose differs from the preset's file. */
export function isModified(document: ComposeDocument, opened: OpenedPreset): boolean {
  const { payload, ...fields } = document;
  const { payload: payloadBefore, ...fieldsBefore } = opened.baseline;
  // The payload may be large and this runs on every key; the rest is small.
  return payload !== payloadBefore || JSON.stringify(fields) !== JSON.stringify(fieldsBefore);
}

/** The opened preset after it, or a folder around it, was moved or renamed. */
export function afterMove(opened: OpenedPreset, from: string, to: string): OpenedPreset {
  if (opened.id === from) return { ...opened, id: to };
  return opened.id.startsWith(`${from}/`) ? { ...opened, id: to + opened.id.slice(from.length) } : opened;
}
