import { type Insertable, removeValue, setValue } from '#shared/payload/edit';
import { parseJson } from '#shared/payload/json-parser';
import { type JsonNode, nodeAt, toValue } from '#shared/payload/json-tree';
import type { JsonValue } from '#shared/text/json-record';

/** A payload as the form reads it. */
export interface PayloadReading {
  readonly text: string;
  readonly root: JsonNode | null;
  /** False while the text is no JSON object: then only the JSON view can mend it. */
  readonly isEditable: boolean;
}

export function readPayload(text: string): PayloadReading {
  const { root, problems } = parseJson(text);
  const isBlank = text.trim() === '';
  return { text, root, isEditable: isBlank || (problems.length === 0 && root?.type === 'object') };
}

/** What stands at a pointer as plain data; `undefined` where there is nothing. */
export function valueAt(reading: PayloadReading, pointer: string): JsonValue | undefined {
  const node = nodeAt(reading.root, pointer);
  return node === undefined ? undefined : toValue(node);
}

/** What stands at a pointer exactly as it is written; empty where there is nothing. */
export function sourceAt(reading: PayloadReading, pointer: string): string {
  const node = nodeAt(reading.root, pointer);
  return node === undefined ? '' : reading.text.slice(node.from, node.to);
}

/** The text with a value put in place, or with it taken out for `undefined`. A text that is no JSON stays. */
export function withValue(text: string, pointer: string, value: Insertable | undefined): string {
  return (value === undefined ? removeValue(text, pointer) : setValue(text, pointer, value)) ?? text;
}

export type AlertKey = 'title' | 'subtitle' | 'body';

/** The text of an alert, in either of its forms: a bare string is the body. */
export function alertText(reading: PayloadReading, key: AlertKey): string {
  const alert = nodeAt(reading.root, '/aps/alert');
  if (alert?.type === 'string') return key === 'body' ? alert.value : '';
  const value = valueAt(reading, `/aps/alert/${key}`);
  return typeof value === 'string' ? value : '';
}

/**
 * Changes one text of the alert. A bare string stays one as long as only the body changes and becomes an
 * object, body kept, as soon as something else joins it. An alert that lost its last text goes.
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

/** Takes out what a pointer names when nothing is left in it. */
export function withoutEmptyObject(text: string, pointer: string): string {
  const node = nodeAt(readPayload(text).root, pointer);
  return node?.type === 'object' && node.members.length === 0 ? withValue(text, pointer, undefined) : text;
}

/** A sound as the form shows it; both forms of the key. */
export interface SoundChoice {
  readonly name: string;
  readonly critical: boolean;
  /** 0…1, only with a critical one. */
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

/** Writes the short form where it is enough, and the object Apple wants for critical alerts. */
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

/** The keys beside `aps`, in the order they are written, each once. */
export function customKeys(reading: PayloadReading, known: readonly string[] = []): readonly string[] {
  if (reading.root?.type !== 'object') return [];
  const keys = reading.root.members.map(({ key }) => key.value);
  return [...new Set(keys)].filter((key) => key !== 'aps' && !known.includes(key));
}

/** Text typed for a value: JSON where it is JSON, else `null`. Blank is `null` too. */
export function isJson(text: string): boolean {
  const { root, problems } = parseJson(text);
  return root !== null && problems.length === 0;
}
