import type { JsonNode, JsonType, Range } from '../payload/json-tree.js';
import type { LocalizedText } from '../text/localized-text.js';
import { nearest } from '../text/nearest.js';

/** A value of the file and the way to it. */
export interface Place {
  readonly node: JsonNode;
  /** Keys, and indexes from 0. */
  readonly path: readonly (string | number)[];
}

/** What is wrong with a value, and where it stands. */
export interface Fault extends Range {
  readonly path: readonly (string | number)[];
  readonly message: LocalizedText;
}

const TYPE_WORDS: Readonly<Record<JsonType | 'invalid', LocalizedText>> = {
  string: { en: 'a text', zh: '文本' },
  number: { en: 'a number', zh: '数字' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  null: { en: 'null', zh: 'null' },
  array: { en: 'a list', zh: '列表' },
  object: { en: 'an object', zh: '对象' },
  invalid: { en: 'no JSON', zh: '非 JSON 内容' },
};

/**
 * Reads values of a JSON tree and remembers everything that is wrong with them, so that a person sees all of it
 * at once. What could not be read is `null`.
 */
export class NodeReader {
  readonly faults: Fault[] = [];

  report({ node, path }: Place, message: LocalizedText, range: Range = node): null {
    this.faults.push({ path, message, from: range.from, to: range.to });
    return null;
  }

  /** What a member holds; `undefined` where there is none, or none that can be read. */
  optional<Value>(
    members: ReadonlyMap<string, Place>,
    key: string,
    read: (place: Place) => Value | null,
  ): Value | undefined {
    const member = members.get(key);
    return member === undefined ? undefined : (read(member) ?? undefined);
  }

  /** A member that has to be there. */
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

  /** The members of an object. Keys that are not known, or written twice, are faults. */
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
              en: `“${key}” is not known here; “${meant}” is.`,
              zh: `此处没有“${key}”这个键，你是否想写“${meant}”？`,
            },
      );
    }
    return members;
  }

  /** The members of an object with keys of the user's own. */
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
        en: `This has ${node.value.length} characters; ${most} are the most.`,
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
      en: `“${text}” is none of ${values.join(', ')}.`,
      zh: `“${text}”无效，可用的值有：${values.join('、')}。`,
    });
  }

  list<Value>(place: Place, most: number, read: (place: Place) => Value | null): readonly Value[] | null {
    const { node, path } = place;
    if (node.type !== 'array') return this.#wrongType(place, TYPE_WORDS.array);
    if (node.items.length > most) {
      return this.report(place, {
        en: `The list has ${node.items.length} entries; ${most} are the most.`,
        zh: `列表有 ${node.items.length} 项，最多允许 ${most} 项。`,
      });
    }
    return node.items
      .map((item, index) => read({ node: item, path: [...path, index] }))
      .filter((value) => value !== null);
  }

  /** For a value that may have several types. */
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
          { en: `“${key.value}” is written twice.`, zh: `“${key.value}”出现了两次。` },
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
