import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editBetween, moveValue, RawJson, removeValue, renameKey, setValue } from '#shared/payload/edit';
import { formatJson, minifyJson } from '#shared/payload/format';
import { parseJson } from '#shared/payload/json-parser';
import { escapePointer, type JsonNode, nodeAt, toValue } from '#shared/payload/json-tree';
import { applyEdits } from '#shared/payload/text-edit';
import type { JsonValue } from '#shared/text/json-record';

/** A document as a person might lay it out: numbers with odd spellings, any indentation, any spacing. */
const documentText = fc
  .tuple(
    fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1, maxKeys: 6 }),
    fc.constantFrom('', '  ', '\t', '    '),
    fc.boolean(),
  )
  .map(([value, indent, odd]) => {
    const text = JSON.stringify(value, null, indent);
    return odd ? text.replaceAll(/(?<=[\s:[,])1(?=[\s,}\]])/g, '1.00').replaceAll('":', '" :') : text;
  });

/** Every node with its pointer. */
function nodesOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (node: JsonNode, pointer: string): void => {
    found.set(pointer, text.slice(node.from, node.to));
    if (node.type === 'array') node.items.forEach((item, index) => visit(item, `${pointer}/${index}`));
    if (node.type === 'object') {
      for (const member of node.members) visit(member.value, `${pointer}/${escapePointer(member.key.value)}`);
    }
  };
  const { root } = parseJson(text);
  if (root) visit(root, '');
  return found;
}

const keysOf = (text: string): string[] => {
  const { root } = parseJson(text);
  return root?.type === 'object' ? root.members.map((member) => member.key.value) : [];
};
const isOnPath = (pointer: string, path: string): boolean =>
  pointer === path || pointer.startsWith(`${path}/`) || path.startsWith(`${pointer}/`) || pointer === '';

describe('setValue', () => {
  it('changes what it was asked to and nothing else, to the character', () => {
    fc.assert(
      fc.property(documentText, fc.nat(), fc.jsonValue({ maxDepth: 2 }), (text, choice, value) => {
        const pointers = [...nodesOf(text).keys()].filter((pointer) => pointer !== '');
        const pointer = pointers[choice % pointers.length] ?? '';
        const changed = setValue(text, pointer, value as JsonValue);
        if (changed === null) throw new Error('not editable');
        const node = nodeAt(parseJson(changed).root, pointer);
        // Not as text: keys that were there keep their places, whatever order the new value has.
        expect(node && toValue(node)).toEqual(JSON.parse(JSON.stringify(value)));
        const after = nodesOf(changed);
        for (const [other, spelling] of nodesOf(text)) {
          if (!isOnPath(other, pointer)) expect(after.get(other)).toBe(spelling);
        }
        expect(keysOf(changed)).toEqual(keysOf(text));
      }),
    );
  });

  it('adds a new key last, however deep, and removing it gives the text back', () => {
    fc.assert(
      fc.property(documentText, fc.jsonValue({ maxDepth: 2 }), fc.boolean(), (text, value, deep) => {
        const pointer = deep ? '/pushdeck-new/inner' : '/pushdeck-new';
        const changed = setValue(text, pointer, value as JsonValue) ?? '';
        expect(keysOf(changed)).toEqual([...keysOf(text), 'pushdeck-new']);
        const node = nodeAt(parseJson(changed).root, pointer);
        expect(node && JSON.stringify(toValue(node))).toBe(JSON.stringify(value));
        expect(removeValue(changed, '/pushdeck-new')).toBe(text);
      }),
    );
  });

  it('leaves the text alone when the value is there already', () => {
    const text = '{"a": 1.50, "b" : {"x":1e0}}';
    expect(setValue(text, '/a', 1.5)).toBe(text);
    expect(setValue(text, '/b', { x: 1 })).toBe(text);
  });

  it('keeps the spelling of what is equal inside an object that is set anew', () => {
    const text = '{"aps":{"alert":{"title":"A","score":1.50},"badge":1}}';
    expect(setValue(text, '/aps/alert', { score: 1.5, title: 'B', body: 'C' })).toBe(
      '{"aps":{"alert":{"title":"B","score":1.50,"body":"C"},"badge":1}}',
    );
  });

  it.each([
    ['', '/aps/alert', 'Hi', '{\n  "aps": {\n    "alert": "Hi"\n  }\n}'],
    ['{}', '/aps/badge', 1, '{\n  "aps": {\n    "badge": 1\n  }\n}'],
    ['{"aps":{}}', '/aps/badge', 1, '{"aps":{"badge":1}}'],
    ['{"aps": {"badge": 1}}', '/aps/sound', 'default', '{"aps": {"badge": 1, "sound": "default"}}'],
    [
      '{\n\t"aps": {\n\t\t"badge": 1\n\t}\n}',
      '/aps/sound/name',
      'x',
      '{\n\t"aps": {\n\t\t"badge": 1,\n\t\t"sound": {\n\t\t\t"name": "x"\n\t\t}\n\t}\n}',
    ],
    ['{\n  "aps": {}\n}', '/aps/badge', 1, '{\n  "aps": {\n    "badge": 1\n  }\n}'],
    ['{"aps":{"alert":"Hi"}}', '/aps/alert/title', 'A', '{"aps":{"alert":{"title":"A"}}}'],
    ['{"a":[1,2]}', '/a/-', 3, '{"a":[1,2,3]}'],
    ['{"a":[1,2]}', '/a/0', [true], '{"a":[[true],2]}'],
    ['{"a~/b":1}', '/a~0~1b', 2, '{"a~/b":2}'],
    ['{"a":1,"a":2}', '/a', 3, '{"a":1,"a":3}'],
  ])('in %j sets %s to %j', (text, pointer, value, expected) => {
    expect(setValue(text, pointer, value)).toBe(expected);
  });

  it('puts JSON in as it is spelled', () => {
    expect(setValue('{"a":0}', '/a', new RawJson('[1.50, 2]'))).toBe('{"a":[1.50, 2]}');
  });

  it('refuses a text that is not JSON, and a place behind the end of an array', () => {
    expect(setValue('{"a":1,}', '/a', 2)).toBeNull();
    expect(setValue('{"a":[1]}', '/a/5', 2)).toBeNull();
  });
});

describe('removeValue', () => {
  it('removes what it was asked to and nothing else, to the character', () => {
    fc.assert(
      fc.property(documentText, fc.nat(), (text, choice) => {
        const pointers = keysOf(text).map((key) => `/${escapePointer(key)}`);
        const pointer = pointers[choice % pointers.length] ?? '';
        const changed = removeValue(text, pointer) ?? '';
        const after = nodesOf(changed);
        expect(after.has(pointer)).toBe(false);
        for (const [other, spelling] of nodesOf(text)) {
          if (!isOnPath(other, pointer)) expect(after.get(other)).toBe(spelling);
        }
      }),
    );
  });

  it.each([
    ['{"a": 1, "b": 2, "c": 3}', '/a', '{"b": 2, "c": 3}'],
    ['{"a": 1, "b": 2, "c": 3}', '/b', '{"a": 1, "c": 3}'],
    ['{"a": 1, "b": 2, "c": 3}', '/c', '{"a": 1, "b": 2}'],
    ['{\n  "a": 1\n}', '/a', '{}'],
    ['{\n  "a": 1,\n  "b": 2\n}', '/b', '{\n  "a": 1\n}'],
    ['{"a":1,"b":2,"a":3}', '/a', '{"b":2}'],
    ['[1, 2, 3]', '/1', '[1, 3]'],
    ['{"a":1}', '/missing', '{"a":1}'],
    ['{"a":1}', '/a/deeper', '{"a":1}'],
  ])('from %j removes %s', (text, pointer, expected) => {
    expect(removeValue(text, pointer)).toBe(expected);
  });
});

describe('renameKey and moveValue', () => {
  it('renames in place', () => {
    expect(renameKey('{"a": 1.50, "b": 2}', '/a', 'c"')).toBe('{"c\\"": 1.50, "b": 2}');
  });

  it('refuses a name that is taken', () => {
    expect(renameKey('{"a": 1, "b": 2}', '/a', 'b')).toBeNull();
  });

  it('moves a value as it is spelled', () => {
    expect(moveValue('{"aps":{"badge":1},"sound":"a\\u0062"}', '/sound', '/aps/sound')).toBe(
      '{"aps":{"badge":1,"sound":"a\\u0062"}}',
    );
  });
});

describe('formatJson', () => {
  it('changes blanks only, and minifying undoes formatting', () => {
    fc.assert(
      fc.property(documentText, (text) => {
        const pretty = formatJson(text, '  ') ?? '';
        expect(JSON.parse(pretty)).toEqual(JSON.parse(text));
        expect(minifyJson(pretty)).toBe(minifyJson(text));
        expect([...nodesOf(pretty).keys()]).toEqual([...nodesOf(text).keys()]);
      }),
    );
  });

  it('keeps duplicates, order and spelling', () => {
    expect(minifyJson('{ "b" : 1.50, "a" : "\\u0041", "b" : 1e3 }')).toBe('{"b":1.50,"a":"\\u0041","b":1e3}');
  });

  it('gives nothing for a text that is not JSON', () => {
    expect(formatJson('{')).toBeNull();
  });
});

describe('editBetween', () => {
  it('is one edit that turns the one into the other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (head, before, after, tail) => {
        const [from, to] = [head + before + tail, head + after + tail];
        const edits = editBetween(from, to);
        expect(edits.length).toBeLessThanOrEqual(1);
        expect(applyEdits(from, edits)).toBe(to);
      }),
    );
  });
});
