import { describe, expect, it } from 'vitest';
import { parseJson } from '#shared/payload/json-parser';
import { cursorPlace } from '../../../../../renderer/features/payload/editor/cursor-place.js';

/** Reads the place at `|`. */
function placeAt(marked: string) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  return cursorPlace(text, parseJson(text).root, offset);
}

describe('where a key belongs', () => {
  it.each([
    { at: '{|}', container: '', key: '', taken: [] },
    { at: '{"aps": {"al|"}}', container: '/aps', key: 'al', taken: [] },
    { at: '{"aps": {al|}}', container: '/aps', key: 'al', taken: [] },
    { at: '{"aps": {"badge": 1, |}}', container: '/aps', key: '', taken: ['badge'] },
    { at: '{"aps": {"badge": 1,\n  "so|"\n}}', container: '/aps', key: 'so', taken: ['badge'] },
    { at: '{"aps": {"alert": {|}}}', container: '/aps/alert', key: '', taken: [] },
    { at: '{"aps": {"badge": 1, "so|', container: '/aps', key: 'so', taken: ['badge'] },
    { at: '{"list": [{"a|"}]}', container: '/list/0', key: 'a', taken: [] },
  ])('$at', ({ at, container, key, taken }) => {
    expect(placeAt(at)).toMatchObject({ kind: 'key', container, key, taken });
  });
});

describe('where a value belongs', () => {
  it.each([
    { at: '{"aps": {"interruption-level": |}}', pointer: '/aps/interruption-level' },
    { at: '{"aps": {"interruption-level": "pa|"}}', pointer: '/aps/interruption-level' },
    { at: '{"aps": {"content-changed": t|}}', pointer: '/aps/content-changed' },
    { at: '{"aps": {"event": "|", "badge": 1}}', pointer: '/aps/event' },
  ])('$at', ({ at, pointer }) => {
    expect(placeAt(at)).toMatchObject({ kind: 'value', pointer });
  });

  it('replaces the whole value, quotes included', () => {
    expect(placeAt('{"aps": {"event": "st|art"}}')).toMatchObject({ from: 18, to: 25 });
  });
});

describe('where nothing of a payload belongs', () => {
  it.each(['|', '|{}', '{}|', '[|]'])('%s', (at) => {
    expect(placeAt(at)).toBeNull();
  });
});
