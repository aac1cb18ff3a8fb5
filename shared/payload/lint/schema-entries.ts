import { placeOf, type SchemaKey, schemaKey, type SchemaPlace } from '../aps-schema.js';
import { escapePointer, type JsonMember, type JsonObject } from '../json-tree.js';
import type { LintContext } from './context.js';

export interface Entry {
  readonly member: JsonMember;
  readonly place: SchemaPlace;
  readonly parentPath: string;
  readonly path: string;
  readonly schema: SchemaKey | undefined;
}

/** Several rules use the entries of the same run. */
const cache = new WeakMap<LintContext, readonly Entry[]>();

/** Returns all members at places that Apple defines, with their schema. */
export function entriesOf(context: LintContext): readonly Entry[] {
  const known = cache.get(context);
  if (known !== undefined) return known;
  const entries = collect(context);
  cache.set(context, entries);
  return entries;
}

function collect(context: LintContext): readonly Entry[] {
  const entries: Entry[] = [];
  const visit = (object: JsonObject, parentPath: string): void => {
    const place = placeOf(parentPath);
    if (place === null) return;
    for (const member of object.members) {
      const path = `${parentPath}/${escapePointer(member.key.value)}`;
      entries.push({ member, place, parentPath, path, schema: schemaKey(place, member.key.value) });
      if (member.value.type === 'object') visit(member.value, path);
    }
  };
  if (context.root?.type === 'object') visit(context.root, '');
  return entries;
}

const knownCache = new WeakMap<LintContext, readonly KnownEntry[]>();

interface KnownEntry extends Entry {
  readonly schema: SchemaKey;
}

/** Returns the entries that have a schema and are not placeholders. */
export function knownEntries(context: LintContext): readonly KnownEntry[] {
  const known = knownCache.get(context);
  if (known !== undefined) return known;
  const entries = entriesOf(context).flatMap((entry) =>
    entry.schema === undefined || context.isHole(entry.member.value)
      ? []
      : [{ ...entry, schema: entry.schema }],
  );
  knownCache.set(context, entries);
  return entries;
}
