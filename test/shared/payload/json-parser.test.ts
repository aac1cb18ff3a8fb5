import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DEPTH, parseJson, repairJson } from '#shared/payload/json-parser';
import { type JsonNode, nodeAt, toValue } from '#shared/payload/json-tree';
import { LineIndex } from '#shared/payload/line-index';

const codes = (text: string): string[] => parseJson(text).problems.map((problem) => problem.code);
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('parseJson on JSON', () => {
  it('gives the data that JSON.parse gives, and no problems', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom('', '  ', '\t'), (text, indent) => {
        const pretty = JSON.stringify(JSON.parse(text), null, indent);
        const { root, problems } = parseJson(pretty);
        expect(problems).toEqual([]);
        expect(root && toValue(root)).toEqual(JSON.parse(pretty));
      }),
    );
  });

  it('places every node exactly where its text stands', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value, null, 2);
        const check = (node: JsonNode): void => {
          expect(JSON.parse(text.slice(node.from, node.to))).toEqual(toValue(node));
          if (node.type === 'array') node.items.forEach(check);
          if (node.type === 'object') node.members.forEach((member) => check(member.value));
        };
        const { root } = parseJson(text);
        if (root) check(root);
      }),
    );
  });

  it('keeps the spelling of numbers', () => {
    const node = nodeAt(parseJson('{"a":[1.50,1E3,-0]}').root, '/a/0');
    expect(node).toMatchObject({ type: 'number', text: '1.50', value: 1.5 });
  });

  it('keeps every one of duplicate keys, in order', () => {
    const { root } = parseJson('{"a":1,"b":2,"a":3}');
    expect(root?.type === 'object' && root.members.map((member) => member.key.value)).toEqual([
      'a',
      'b',
      'a',
    ]);
    expect(root && toValue(root)).toEqual({ a: 3, b: 2 });
  });

  it('reads __proto__ as a key like any other', () => {
    const { root } = parseJson('{"__proto__":{"a":1}}');
    expect(root && Object.keys(toValue(root) ?? {})).toEqual(['__proto__']);
  });

  it.each([
    ['"\\ud83d"', [[1, 7]]],
    ['"\\ud83d\\ude00"', []],
    [
      '"\\ude00\\ud83d"',
      [
        [1, 7],
        [7, 13],
      ],
    ],
    ['"😀"', []],
    [`"a${'😀'.charAt(0)}b"`, [[2, 3]]],
    ['"\\ud83d\\n"', [[1, 7]]],
  ])('finds the lone surrogates of %s', (text, ranges) => {
    const { root } = parseJson(text);
    expect(root?.type === 'string' && root.loneSurrogates.map(({ from, to }) => [from, to])).toEqual(ranges);
  });
});

describe('parseJson on anything else', () => {
  it('reports a problem exactly when JSON.parse refuses the text', () => {
    const piece = fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"b"',
        "'c'",
        '1',
        '-',
        '01',
        '.5',
        'true',
        'nil',
        ' ',
        '\n',
        '"',
        '\\',
        '//x\n',
        '“d”',
        '：',
        '#',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const text = pieces.join('');
        expect(parseJson(text).problems.length === 0).toBe(isJson(text));
      }),
      { numRuns: 500 },
    );
  });

  it('survives any text, and a repair it offers always gives JSON', () => {
    const mutated = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.array(fc.tuple(fc.nat(400), fc.constantFrom(...Array.from('{}[],:"\'\\“”，\n x1-+.')))),
      )
      .map(([text, changes]) => {
        let result = text;
        for (const [at, character] of changes) {
          const place = at % (result.length + 1);
          result = result.slice(0, place) + character + result.slice(place + (at % 2));
        }
        return result;
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string({ unit: 'binary', maxLength: 60 })), (text) => {
        const repaired = repairJson(text);
        if (repaired !== null) expect(isJson(repaired), `${JSON.stringify(text)} → ${repaired}`).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['', ['empty'], '{"aps":{"alert":"Hello"}}'],
    [' \n', ['empty'], '{"aps":{"alert":"Hello"}}'],
    ['\uFEFF{}', ['byte-order-mark'], '{}'],
    [
      '{“aps”: {“alert”: “Hi”}}',
      ['smart-quotes', 'smart-quotes', 'smart-quotes'],
      '{"aps": {"alert": "Hi"}}',
    ],
    ['{"title”: "Hi"}', ['smart-quotes'], '{"title": "Hi"}'],
    ['{"title": "He said “hi”"}', [], null],
    ["{'aps': 'it is \"it\"'}", ['single-quotes', 'single-quotes'], '{"aps": "it is \\"it\\""}'],
    ['{"a":1,}', ['trailing-comma'], '{"a":1}'],
    ['[1,2,]', ['trailing-comma'], '[1,2]'],
    ['{"a":1,,"b":2}', ['extra-comma'], '{"a":1,"b":2}'],
    ['{"a":1 "b":2}', ['missing-comma'], '{"a":1, "b":2}'],
    ['{"a" 1}', ['missing-colon'], '{"a": 1}'],
    ['{"a"= 1}', ['missing-colon'], '{"a": 1}'],
    ['{"a":}', ['missing-value'], '{"a": null}'],
    ['{a: 1}', ['unquoted'], '{"a": 1}'],
    ['{content-available: 1}', ['unquoted'], '{"content-available": 1}'],
    ['{"a": Hello world}', ['unquoted'], '{"a": "Hello world"}'],
    ['{"a": True, "b": nil}', ['bad-word', 'bad-word'], '{"a": true, "b": null}'],
    [
      '{"a": 01, "b": +5, "c": .5, "d": 0x1F, "e": 1_000}',
      Array(5).fill('bad-number'),
      '{"a": 1, "b": 5, "c": 0.5, "d": 31, "e": 1000}',
    ],
    ['{"a": 1} // note', ['comment'], '{"a": 1} '],
    ['{/* a */"a": 1}', ['comment'], '{"a": 1}'],
    ['{"a": {"b": 1}', ['unclosed'], '{"a": {"b": 1}}'],
    ['{"a": [1, 2', ['unclosed', 'unclosed'], '{"a": [1, 2]}'],
    ['{"a": [1, 2}', ['unclosed'], '{"a": [1, 2]}'],
    ['{"a": 1]', ['wrong-bracket'], '{"a": 1}'],
    ['{"a": 1}}', ['extra-bracket'], '{"a": 1}'],
    ['{"a": "Hi}', ['unclosed-string'], '{"a": "Hi"}'],
    ['{"a": "Hi\n}', ['unclosed-string'], '{"a": "Hi"\n}'],
    ['{"a": "Hi,\n "b": 1}', ['unclosed-string'], '{"a": "Hi",\n "b": 1}'],
    ['{"a": "one\ntwo"}', ['line-break-in-string'], '{"a": "one\\ntwo"}'],
    ['{"a": "x\ty"}', ['control-character'], '{"a": "x\\ty"}'],
    ['{"a": "C:\\dir"}', ['bad-escape'], '{"a": "C:\\\\dir"}'],
    ['{"a": "it\\\'s"}', ['bad-escape'], '{"a": "it\'s"}'],
    ['｛"a"：1，"b":2｝', Array(4).fill('full-width'), '{"a":1,"b":2}'],
    ['{"a":\u00a01}', ['strange-space'], '{"a": 1}'],
    ['{"a":1} {"b":2}', ['extra-text'], null],
    ['@', ['unexpected'], null],
  ])('%j → %j, repaired to %j', (text, expected, repaired) => {
    expect(codes(text).sort()).toEqual([...expected].sort());
    if (repaired !== null) expect(repairJson(text)).toBe(repaired);
  });

  it('names line and column of a mistake', () => {
    const text = '{\n  "aps": {\n    "badge": 1,\r\n  }\n}';
    const [problem] = parseJson(text).problems;
    expect(new LineIndex(text).at(problem?.from ?? 0)).toEqual({ line: 3, column: 15 });
  });

  it('keeps the rest of the tree readable after a mistake', () => {
    const { root } = parseJson('{"aps": {"alert" "Hi", badge: 01,}, "x": [1 2]}');
    expect(root && toValue(root)).toEqual({ aps: { alert: 'Hi', badge: 1 }, x: [1, 2] });
  });
});

describe('parseJson under load', () => {
  it('does not look below its depth limit', () => {
    const deep = '['.repeat(MAX_DEPTH + 1) + ']'.repeat(MAX_DEPTH + 1);
    expect(codes(deep)).toEqual(['too-deep']);
    expect(codes('['.repeat(MAX_DEPTH) + ']'.repeat(MAX_DEPTH))).toEqual([]);
  });

  const many = 300_000;
  it.each([
    [
      'JSON, a megabyte',
      JSON.stringify({
        aps: {},
        list: Array.from({ length: 20_000 }, (_, id) => ({ id, name: 'x'.repeat(25) })),
      }),
    ],
    ['opening brackets', '['.repeat(many)],
    ['opening braces with keys', '{"a":'.repeat(many / 5)],
    ['quotes', '"'.repeat(many)],
    ['commas', `[${','.repeat(many)}`],
    ['smart quotes', '“'.repeat(many)],
    ['an open string of braces', `{"a":"${'}'.repeat(many)}`],
    ['lines in an open string', `{"a":"${'b\n'.repeat(many / 2)}`],
    ['lines in a closed string', `{"a":"${'b\n'.repeat(many / 2)}"}`],
    ['blank after smart quotes', `["${'” '.repeat(many / 2)}`],
    ['slashes', '/'.repeat(many)],
    ['unquoted words', `{${'a '.repeat(many / 2)}`],
    ['Chinese text', `{"a":"${'推送'.repeat(many / 2)}"}`],
    ['escapes', `{"a":"${'\\u00e9'.repeat(many / 6)}"}`],
  ])('reads much of %s at once', (_, text) => {
    const start = performance.now();
    parseJson(text);
    // Generous for a loaded machine: anything quadratic takes minutes.
    expect(performance.now() - start).toBeLessThan(15_000);
  });
});
