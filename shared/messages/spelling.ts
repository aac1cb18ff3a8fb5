import { schemaKey, type SchemaPlace } from '../payload/aps-schema.js';
import { renameKey, setValue } from '../payload/edit.js';
import { parseJson } from '../payload/json-parser.js';
import { type JsonNode, nodeAt } from '../payload/json-tree.js';

/** The objects whose keys Apple defines; the SDKs of other services write these in camelCase. */
const PLACES: readonly (readonly [string, SchemaPlace])[] = [
  ['/aps', 'aps'],
  ['/aps/alert', 'alert'],
  ['/aps/sound', 'sound'],
];

/** Keys that Apple reads as the number 1, and SDKs take as a boolean. */
const FLAGS = ['/aps/content-available', '/aps/mutable-content', '/aps/sound/critical'];

/**
 * The payload with the keys of SDKs (`contentAvailable`, `titleLocKey`) as Apple writes them, and with `true` as the 1 that
 * Apple wants. What is already right, and what is the app's own, stays untouched.
 */
export function inApplesSpelling(payload: string): string {
  let text = payload;
  for (const [pointer, place] of PLACES) {
    for (const key of keysAt(text, pointer)) {
      const kebab = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      if (kebab === key || schemaKey(place, key) !== undefined || schemaKey(place, kebab) === undefined)
        continue;
      text = renameKey(text, `${pointer}/${key}`, kebab) ?? text;
    }
  }
  for (const flag of FLAGS) {
    const node = at(text, flag);
    if (node?.type === 'boolean') text = setValue(text, flag, node.value ? 1 : 0) ?? text;
  }
  return text;
}

function keysAt(text: string, pointer: string): readonly string[] {
  const node = at(text, pointer);
  return node?.type === 'object' ? node.members.map(({ key }) => key.value) : [];
}

function at(text: string, pointer: string): JsonNode | undefined {
  return nodeAt(parseJson(text).root, pointer);
}
