import { describe, expect, it } from 'vitest';
import { editForKey } from '../../../../../renderer/features/payload/editor/key-edit.js';

/** `[…]` marks what is replaced in the text before, and what is selected in the text after. */
function accept(marked: string, key: string, example: string): string {
  const from = marked.indexOf('[');
  const to = marked.indexOf(']') - 1;
  const text = marked.replace('[', '').replace(']', '');
  const edit = editForKey(text, { from, to }, key, example);
  const after = text.slice(0, edit.from) + edit.insert + text.slice(edit.to);
  return `${after.slice(0, edit.anchor)}[${after.slice(edit.anchor, edit.head)}]${after.slice(edit.head)}`;
}

describe('accepting a key', () => {
  it.each([
    { before: '{[]}', after: '{"title": "[]"}', because: 'the text of an empty value is what comes next' },
    { before: '{["ti"]}', after: '{"title": "[]"}', because: 'the half-written key gives way' },
    { before: '{["ti"]: "x"}', after: '{"title"[]: "x"}', because: 'a value that is there stays' },
    { before: '{"a": 1 []}', after: '{"a": 1 , "title": "[]"}', because: 'the comma before it was missing' },
    { before: '{[] "b": 1}', after: '{"title": "[]", "b": 1}', because: 'the comma behind it was missing' },
  ])('$before → $after, because $because', ({ before, after }) => {
    expect(accept(before, 'title', '""')).toBe(after);
  });

  it('selects an example that is to be replaced', () => {
    expect(accept('{[]}', 'badge', '1')).toBe('{"badge": [1]}');
    expect(accept('{[]}', 'sound', '"default"')).toBe('{"sound": "[default]"}');
  });
});
