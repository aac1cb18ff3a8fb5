import type { JsonNode, JsonType, Range } from '../payload/json-tree.js';
import type { LocalizedText } from '../text/localized-text.js';
import { nearest } from '../text/nearest.js';

/** A value of the file, with its path. */
export interface Place {
  readonly node: JsonNode;
  /** Object keys and zero-based array indexes. */
  readonly path: readonly (string | number)[];
}

/** An error in a value, with its location. */
export interface Fault extends Range {
  readonly path: readonly (string | number)[];
  readonly message: LocalizedText;
}

const TYPE_WORDS: Readonly<Record<JsonType | 'invalid', LocalizedText>> = {
  string: { en: 'a string', zh: '字符串' },
  number: { en: 'a number', zh: '数字' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  null: { en: 'null', zh: 'null' },
  array: { en: 'an array', zh: '数组' },
  object: { en: 'an object', zh: '对象' },
  invalid: { en: 'invalid JSON', zh: '无效的 JSON' },
};

/**
 * Reads values of a JSON tree and collects all errors, so that they can be reported at once. Unreadable values are
 * `null`.
 */
export class NodeReader {
  readonly faults: Fault[] = [];

  report({ node, path }: Place, message: LocalizedText, range: Range = node): null {
    this.faults.push({ path, message, from: range.from, to: range.to });
    return null;
  }

  /** Reads an optional member; `undefined` if it is absent or unreadable. */
  optional<Value>(
    members: ReadonlyMap<string, Place>,
    key: string,
    read: (place: Place) => Value | null,
  ): Value | undefined {
    const member = members.get(key);
    return member === undefined ? undefined : (read(member) ?? undefined);
  }

  /** Returns a required member, or reports that it is missing. */
  member(place: Place, members: ReadonlyMap<string, Place>, key: string): Place | null {
    return (
      members.get(key) ??
      this.report(
        place,
        { en: `"${key}" is missing.`, zh: `缺少 "${key}"。` },
        { from: place.node.from, to: place.node.from + 1 },
      )
    );
  }

  /** Returns the members of an object. Reports unknown and duplicate keys. */
  object(place: Place, keys: readonly string[]): ReadonlyMap<string, Place> | null {
    const members = this.#members(place);
    if (members === null) return null;
    for (const [key, { node, path }] of members) {
      if (keys.includes(key)) continue;
      const meant = nearest(key, keys);
      this.report(
        { node, path },
        meant === null
          ? { en: `“${key}” is not known here.`, zh: `此处没有“${key}”这个键。` }
          : {
              en: `“${key}” is not known here; did you mean “${meant}”?`,
              zh: `此处没有“${key}”这个键，你是否想写“${meant}”？`,
            },
      );
    }
    return members;
  }

  /** Reads an object with arbitrary keys. */
  record<Value>(place: Place, read: (place: Place) => Value | null): Readonly<Record<string, Value>> {
    const entries: [string, Value][] = [];
    for (const [key, member] of this.#members(place) ?? []) {
      const value = read(member);
      if (value !== null) entries.push([key, value]);
    }
    return Object.fromEntries(entries);
  }

  text(place: Place, limits: { readonly least?: number; readonly most: number }): string | null {
    const { node } = place;
    if (node.type !== 'string') return this.#wrongType(place, TYPE_WORDS.string);
    const { least = 0, most } = limits;
    if (node.value.trim().length < least) {
      return this.report(place, { en: 'This must not be empty.', zh: '此处不能为空。' });
    }
    if (node.value.length > most) {
      return this.report(place, {
        en: `This has ${node.value.length} characters; the limit is ${most}.`,
        zh: `此处有 ${node.value.length} 个字符，最多允许 ${most} 个。`,
      });
    }
    return node.value;
  }

  number(
    place: Place,
    limits: { readonly least: number; readonly most: number; readonly isWhole?: boolean },
  ): number | null {
    const { node } = place;
    if (node.type !== 'number') return this.#wrongType(place, TYPE_WORDS.number);
    const { least, most, isWhole = true } = limits;
    if (isWhole && !Number.isInteger(node.value)) {
      return this.report(place, {
        en: `A whole number is expected, not ${node.text}.`,
        zh: `应为整数，而不是 ${node.text}。`,
      });
    }
    if (node.value < least || node.value > most) {
      return this.report(place, {
        en: `${node.text} is not between ${least} and ${most}.`,
        zh: `${node.text} 不在 ${least} 到 ${most} 之间。`,
      });
    }
    return node.value;
  }

  choice<Value extends string>(place: Place, values: readonly Value[]): Value | null {
    const text = this.text(place, { most: 200 });
    if (text === null) return null;
    const chosen = values.find((value) => value === text);
    if (chosen !== undefined) return chosen;
    return this.report(place, {
      en: `“${text}” is not one of ${values.join(', ')}.`,
      zh: `“${text}”无效，可用的值有：${values.join('、')}。`,
    });
  }

  list<Value>(place: Place, most: number, read: (place: Place) => Value | null): readonly Value[] | null {
    const { node, path } = place;
    if (node.type !== 'array') return this.#wrongType(place, TYPE_WORDS.array);
    if (node.items.length > most) {
      return this.report(place, {
        en: `The array has ${node.items.length} entries; the limit is ${most}.`,
        zh: `数组有 ${node.items.length} 项，最多允许 ${most} 项。`,
      });
    }
    return node.items
      .map((item, index) => read({ node: item, path: [...path, index] }))
      .filter((value) => value !== null);
  }

  /** Reports a value that may have several types, but has none of them. */
  wrongType(place: Place, wanted: LocalizedText): null {
    return this.#wrongType(place, wanted);
  }

  #members(place: Place): ReadonlyMap<string, Place> | null {
    const { node, path } = place;
    if (node.type !== 'object') return this.#wrongType(place, TYPE_WORDS.object);
    const members = new Map<string, Place>();
    for (const { key, value } of node.members) {
      const member = { node: value, path: [...path, key.value] };
      if (members.has(key.value)) {
        this.report(
          member,
          { en: `“${key.value}” occurs twice.`, zh: `“${key.value}”出现了两次。` },
          { from: key.from, to: key.to },
        );
      }
      members.set(key.value, member);
    }
    return members;
  }

  #wrongType(place: Place, wanted: LocalizedText): null {
    const found = TYPE_WORDS[place.node.type];
    return this.report(place, {
      en: `This must be ${wanted.en}, not ${found.en}.`,
      zh: `此处应为${wanted.zh}，而不是${found.zh}。`,
    });
  }
}
