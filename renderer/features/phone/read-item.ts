import type { InboxItem } from '#shared/simulator/model';
import { isJsonRecord, type JsonRecord, parseJsonRecord } from '#shared/text/json-record';
import { type AlertPreview, type Preview, readPreview } from './read-preview.js';

/** The screen is drawn every second and a payload does not change: each is read once. */
const readings = new WeakMap<InboxItem, Preview>();

/** What the device makes of a push that arrived. */
export function readItem(item: InboxItem): Preview {
  const known = readings.get(item);
  if (known !== undefined) return known;
  const reading = readPreview(withAttributes(item), item.pushType, item.atMs);
  readings.set(item, reading);
  return reading;
}

/** The alert of a push, for those that have one. */
export function alertOf(item: InboxItem): AlertPreview | null {
  const reading = readItem(item);
  return reading.kind === 'alert' ? reading : null;
}

/** Title and text on one line; empty when nothing is said. */
export function wordsOf(item: InboxItem): string {
  const alert = alertOf(item);
  if (alert === null) return '';
  return [alert.title.words, alert.body.words].filter((words) => words !== '').join(' · ');
}

/** Updates of a Live Activity carry only what changes; its type and attributes are those it was started with. */
function withAttributes({ payload, startedWith }: InboxItem): string {
  if (startedWith === null) return payload;
  const update = parseJsonRecord(payload) ?? {};
  const { 'attributes-type': type, attributes } = apsOf(parseJsonRecord(startedWith));
  const aps = { 'attributes-type': type, attributes, ...apsOf(update) };
  return JSON.stringify({ ...update, aps });
}

function apsOf(payload: JsonRecord | null): JsonRecord {
  const aps = payload?.['aps'];
  return isJsonRecord(aps) ? aps : {};
}
