import { isJsonRecord, type JsonRecord, type JsonValue } from '../text/json-record.js';

const TAGS = /<(\/?)(\w+)([^>]*?)(\/?)>|<!--[\s\S]*?-->|<[?!][^>]*>/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** A `<dict>` or `<array>` that is being read. */
type Container =
  { readonly items: JsonValue[] } | { readonly members: [string, JsonValue][]; key: string | null };

/**
 * Reads an XML property list whose root is a dictionary. `<data>` and `<date>` stay texts.
 *
 * @see https://www.apple.com/DTDs/PropertyList-1.0.dtd
 * @returns `null` when the text is none.
 */
export function readPropertyList(text: string): JsonRecord | null {
  if (!/^\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE[^>]*>\s*)?<(?:plist|dict)\b/.test(text)) return null;
  const open: Container[] = [];
  let root: JsonValue | undefined;
  let textFrom = 0;
  const add = (value: JsonValue): boolean => {
    const parent = open.at(-1);
    if (parent === undefined) root = value;
    else if ('items' in parent) parent.items.push(value);
    else if (parent.key === null) return false;
    else {
      parent.members.push([parent.key, value]);
      parent.key = null;
    }
    return true;
  };
  for (const found of text.matchAll(TAGS)) {
    const [, slash, tag, , selfClosing] = found;
    if (tag === undefined || tag === 'plist') continue;
    const end = slash === '/' || selfClosing === '/';
    const content = decoded(slash === '/' ? text.slice(textFrom, found.index) : '');
    textFrom = found.index + found[0].length;
    if (tag === 'dict' || tag === 'array') {
      if (slash !== '/') open.push(tag === 'dict' ? { members: [], key: null } : { items: [] });
      if (!end) continue;
      const closed = open.pop();
      if (closed === undefined) return null;
      if (!add('items' in closed ? closed.items : Object.fromEntries(closed.members))) return null;
    } else if (end) {
      const parent = open.at(-1);
      if (tag === 'key') {
        if (parent === undefined || 'items' in parent) return null;
        parent.key = content;
        continue;
      }
      const value = scalarOf(tag, content);
      if (value === undefined || !add(value)) return null;
    }
  }
  return open.length === 0 && isJsonRecord(root) ? root : null;
}

function scalarOf(tag: string, content: string): JsonValue | undefined {
  switch (tag) {
    case 'true':
    case 'false':
      return tag === 'true';
    case 'integer':
    case 'real':
      return Number.isFinite(Number(content)) ? Number(content) : undefined;
    case 'string':
    case 'date':
      return content;
    case 'data':
      return content.replace(/\s+/g, '');
    default:
      return undefined;
  }
}

function decoded(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi,
    (entity, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? entity;
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
    },
  );
}
