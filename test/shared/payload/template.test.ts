import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileTemplate,
  renderText,
  requireVariables,
  scopeWith,
  type TemplateValue,
} from '#shared/payload/template';

const builtIns = {
  nowMs: 1_767_225_600_500,
  uuid: () => '9d2e5bd0-0a3c-4d5b-8b0e-000000000001',
  counter: 7,
  token: 'ab'.repeat(32),
  device: 'Ada’s iPhone',
};
const render = (text: string, own: Readonly<Record<string, TemplateValue>> = {}): string =>
  compileTemplate(text).render(scopeWith(own, builtIns));

describe('a placeholder', () => {
  it.each([
    {
      template: '{"a":"Hi {{name}}!"}',
      own: { name: 'A "quoted"\nname' },
      json: { a: 'Hi A "quoted"\nname!' },
      because: 'text inside a string is escaped',
    },
    {
      template: '{"aps":{"badge":"{{n}}"}}',
      own: { n: '5' },
      json: { aps: { badge: 5 } },
      because: 'a whole value has its JSON type',
    },
    {
      template: '{"aps":{"badge":{{n}}}}',
      own: { n: '5' },
      json: { aps: { badge: 5 } },
      because: 'without quotes too',
    },
    {
      template: '{"aps":{"alert":{"title":"{{n}}"}}}',
      own: { n: '5' },
      json: { aps: { alert: { title: '5' } } },
      because: 'a title is text',
    },
    {
      template: '{"aps":{"alert":{"loc-args":["{{n}}"]}}}',
      own: { n: '5' },
      json: { aps: { alert: { 'loc-args': ['5'] } } },
      because: 'so are the members of loc-args',
    },
    {
      template: '{"id":"{{n}}"}',
      own: { n: '007' },
      json: { id: '007' },
      because: 'leading zeros are no number',
    },
    {
      template: '{"id":"{{n:string}}"}',
      own: { n: '7' },
      json: { id: '7' },
      because: 'the type asked for wins',
    },
    { template: '{"x":"{{n:json}}"}', own: { n: '[1,2]' }, json: { x: [1, 2] }, because: 'json takes lists' },
    {
      template: '{"x":{{n}}}',
      own: { n: 'plain' },
      json: { x: 'plain' },
      because: 'text without quotes gets them',
    },
    {
      template: '{"t":"{{now}}","u":"{{now+3600}}","v":"{{ now - 600 }}"}',
      own: {},
      json: { t: 1_767_225_600, u: 1_767_229_200, v: 1_767_225_000 },
      because: 'now is in seconds',
    },
    {
      template: '{"c":{{counter}},"i":"{{uuid}}","d":"{{device}}"}',
      own: {},
      json: { c: 7, i: builtIns.uuid(), d: builtIns.device },
      because: 'built-ins need nobody',
    },
    {
      template: '{"c":"{{counter}}"}',
      own: { counter: 'mine' },
      json: { c: 'mine' },
      because: 'an own variable wins over a built-in',
    },
    {
      template: '{"x":"{{姓名}} {{item-2}}"}',
      own: { 姓名: '王', 'item-2': 'b' },
      json: { x: '王 b' },
      because: 'names may be Chinese and hyphenated',
    },
    { template: '{"{{k}}":1}', own: { k: 'key' }, json: { key: 1 }, because: 'a key is text' },
    {
      template: '{"x":"{{ alone"}',
      own: {},
      json: { x: '{{ alone' },
      because: 'braces that never close are text',
    },
  ])('in $template gives $json: $because', ({ template, own, json }) => {
    expect(JSON.parse(render(template, own))).toEqual(json);
  });

  it('without a value is an error that names it', () => {
    expect(() => render('{"a":"{{nmae}}"}')).toThrow(/\{\{nmae\}\}/);
  });

  it('of the wrong type is an error', () => {
    expect(() => render('{"a":"{{n:number}}"}', { n: 'five' })).toThrow(/five/);
  });

  it('without a name in it is an error with its place', () => {
    expect(() => compileTemplate('{\n  "a": "{{1 2}}"}')).toThrow(/Line 2, column 9/);
  });
});

describe('requireVariables', () => {
  it('names every variable without a source before anything is sent', () => {
    const template = compileTemplate('{"a":"{{x}} {{y}} {{now}} {{z}}"}');
    expect(() => requireVariables(template, ['y'])).toThrow(/\{\{x\}\}, \{\{z\}\}/);
    expect(() => requireVariables(template, ['x', 'y', 'z'])).not.toThrow();
  });
});

describe('renderText', () => {
  it('fills headers in without quoting', () => {
    expect(renderText('order-{{n}}', scopeWith({ n: '4"2' }, builtIns))).toBe('order-4"2');
  });
});

describe('any template', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);

  it('stays the same text when it has no placeholder', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!text.includes('{{'));
        expect(compileTemplate(text).isConstant).toBe(true);
        expect(render(text)).toBe(text);
      }),
    );
  });

  it('keeps every text value exactly, whatever is in it', () => {
    fc.assert(
      fc.property(name, fc.string({ unit: 'grapheme' }), (key, value) => {
        const text = JSON.stringify({ aps: { alert: { body: `a {{${key}}} b`, title: `{{${key}}}` } } });
        expect(JSON.parse(render(text, { [key]: value }))).toEqual({
          aps: { alert: { body: `a ${value} b`, title: value } },
        });
      }),
    );
  });

  it('keeps every JSON value exactly where it is the whole value', () => {
    fc.assert(
      fc.property(name, fc.jsonValue(), (key, value) => {
        fc.pre(typeof value !== 'string');
        const text = `{"custom":"{{${key}}}"}`;
        expect(render(text, { [key]: value as TemplateValue })).toBe(`{"custom":${JSON.stringify(value)}}`);
      }),
    );
  });
});
