import type { InboxItem } from '#shared/simulator/model';
import { isJsonRecord, type JsonRecord, parseJsonRecord } from '#shared/text/json-record';
import { type AlertPreview, type Preview, readPreview } from './read-preview.js';

/** A cache: the screen is rendered every second and payloads do not change. */
const readings = new WeakMap<InboxItem, Preview>();

/** What the device shows for a received push. */
export function readItem(item: InboxItem): Preview {
  const known = readings.get(item);
  if (known !== undefined) return known;
  const reading = readPreview(withAttributes(item), item.pushType, item.atMs);
  readings.set(item, reading);
  return reading;
}

/** The alert of a push; `null` for one without. */
export function alertOf(item: InboxItem): AlertPreview | null {
  const reading = readItem(item);
  return reading.kind === 'alert' ? reading : null;
}

/** Title and text on one line; empty for a push without either. */
export function wordsOf(item: InboxItem): string {
  const alert = alertOf(item);
  if (alert === null) return '';
  return [alert.title.words, alert.body.words].filter((words) => words !== '').join(' · ');
}

/** Updates of a Live Activity contain only changes; its type and attributes are those of its start. */
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
