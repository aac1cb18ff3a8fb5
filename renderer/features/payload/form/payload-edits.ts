import { type Insertable, removeValue, setValue } from '#shared/payload/edit';
import { parseJson } from '#shared/payload/json-parser';
import { type JsonNode, nodeAt, toValue } from '#shared/payload/json-tree';
import type { JsonValue } from '#shared/text/json-record';

/** A parsed payload. */
export interface PayloadReading {
  readonly text: string;
  readonly root: JsonNode | null;
  /** False while the text is not a JSON object: then only the JSON view can repair it. */
  readonly isEditable: boolean;
}

export function readPayload(text: string): PayloadReading {
  const { root, problems } = parseJson(text);
  const isBlank = text.trim() === '';
  return { text, root, isEditable: isBlank || (problems.length === 0 && root?.type === 'object') };
}

/** The value at a pointer as plain data; `undefined` for none. */
export function valueAt(reading: PayloadReading, pointer: string): JsonValue | undefined {
  const node = nodeAt(reading.root, pointer);
  return node === undefined ? undefined : toValue(node);
}

/** The value at a pointer exactly as written; empty for none. */
export function sourceAt(reading: PayloadReading, pointer: string): string {
  const node = nodeAt(reading.root, pointer);
  return node === undefined ? '' : reading.text.slice(node.from, node.to);
}

/** The text with a value set, or removed for `undefined`. Text that is not JSON is returned unchanged. */
export function withValue(text: string, pointer: string, value: Insertable | undefined): string {
  return (value === undefined ? removeValue(text, pointer) : setValue(text, pointer, value)) ?? text;
}

export type AlertKey = 'title' | 'subtitle' | 'body';

/** A text of the alert, in either form: a string alone is the body. */
export function alertText(reading: PayloadReading, key: AlertKey): string {
  const alert = nodeAt(reading.root, '/aps/alert');
  if (alert?.type === 'string') return key === 'body' ? alert.value : '';
  const value = valueAt(reading, `/aps/alert/${key}`);
  return typeof value === 'string' ? value : '';
}

/**
 * Changes one text of the alert. A string alone stays a string while only the body changes and becomes an object, with
 * its body, when another text is added. An alert without texts is removed.
 */
export function withAlertText(reading: PayloadReading, key: AlertKey, words: string): string {
  const { text } = reading;
  const alert = nodeAt(reading.root, '/aps/alert');
  if (alert?.type === 'string') {
    if (key === 'body') return withValue(text, '/aps/alert', words === '' ? undefined : words);
    if (words === '') return text;
    return withValue(text, '/aps/alert', { [key]: words, body: alert.value });
  }
  if (words !== '') return withValue(text, `/aps/alert/${key}`, words);
  const removed = withValue(text, `/aps/alert/${key}`, undefined);
  return withoutEmptyObject(removed, '/aps/alert');
}

/** Removes the object at a pointer when it is empty. */
function withoutEmptyObject(text: string, pointer: string): string {
  const node = nodeAt(readPayload(text).root, pointer);
  return node?.type === 'object' && node.members.length === 0 ? withValue(text, pointer, undefined) : text;
}

/** The sound as the form shows it, from either form of the key. */
export interface SoundChoice {
  readonly name: string;
  readonly critical: boolean;
  /** 0…1, only for a critical sound. */
  readonly volume: number;
}

export function soundOf(reading: PayloadReading): SoundChoice {
  const sound = valueAt(reading, '/aps/sound');
  if (typeof sound === 'string') return { name: sound, critical: false, volume: 1 };
  const field = (key: string): JsonValue | undefined => valueAt(reading, `/aps/sound/${key}`);
  const [name, volume] = [field('name'), field('volume')];
  return {
    name: typeof name === 'string' ? name : '',
    critical: field('critical') === 1,
    volume: typeof volume === 'number' ? volume : 1,
  };
}

/** Writes the string form where it is sufficient, and the object that Apple requires for critical alerts. */
export function withSound(text: string, sound: SoundChoice): string {
  if (sound.critical) {
    const name = sound.name === '' ? 'default' : sound.name;
    const { text: before } = readPayload(text);
    const isObject = nodeAt(readPayload(before).root, '/aps/sound')?.type === 'object';
    const base = isObject ? before : withValue(before, '/aps/sound', undefined);
    return [
      ['critical', 1],
      ['name', name],
      ['volume', sound.volume],
    ].reduce<string>(
      (written, [key, value]) => withValue(written, `/aps/sound/${String(key)}`, value ?? null),
      base,
    );
  }
  return withValue(text, '/aps/sound', sound.name === '' ? undefined : sound.name);
}

/** The keys beside `aps`, in document order, without duplicates. */
export function customKeys(reading: PayloadReading, known: readonly string[] = []): readonly string[] {
  if (reading.root?.type !== 'object') return [];
  const keys = reading.root.members.map(({ key }) => key.value);
  return [...new Set(keys)].filter((key) => key !== 'aps' && !known.includes(key));
}

/** Whether text is valid JSON. */
export function isJson(text: string): boolean {
  const { root, problems } = parseJson(text);
  return root !== null && problems.length === 0;
}
