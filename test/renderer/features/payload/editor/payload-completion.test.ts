import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { editorContext } from '../../../../../renderer/features/payload/editor/editor-context.js';
import { complete } from '../../../../../renderer/features/payload/editor/payload-completion.js';

const WORDS = { onlyFor: (types: string) => types, range: () => '', momentOfSending: '', thisMoment: '' };

/** What is offered where the bar stands, and whether the editor may narrow it down. */
function offered(marked: string, how: { readonly explicit?: boolean; readonly pushType?: string } = {}) {
  const { explicit = false, pushType = 'alert' } = how;
  const state = EditorState.create({
    doc: marked.replace('|', ''),
    extensions: editorContext.of({ pushType, text: ({ en }) => en, words: WORDS }),
  });
  const result = complete(new CompletionContext(state, marked.indexOf('|'), explicit));
  return result === null ? null : { labels: result.options.map(({ label }) => label), filter: result.filter };
}

describe('completion', () => {
  it('offers the keys of the place, those that the push type reads first', () => {
    const alert = offered('{"aps":{"a|"}}')?.labels ?? [];
    expect(alert[0]).toBe('"alert"');
    const activity = offered('{"aps":{"a|"}}', { pushType: 'liveactivity' })?.labels ?? [];
    expect(activity.indexOf('"content-state"')).toBeLessThan(activity.indexOf('"category"'));
    expect(offered('{"aps":{"alert":{"t|"}}}')?.labels).toContain('"title-loc-key"');
  });

  it('does not offer a key that is there already, nor any among keys of the app', () => {
    expect(offered('{"aps":{"badge":1,"b|"}}')?.labels).not.toContain('"badge"');
    expect(offered('{"mine":{"a|"}}')).toBeNull();
  });

  it('comes by itself only where something is written', () => {
    expect(offered('{"aps":{|}}')).toBeNull();
    expect(offered('{"aps":{|}}', { explicit: true })?.labels).toContain('"alert"');
  });

  it.each(['{"aps":{"|"}}', '{"aps":{"interruption-level":"|"}}', '{"aps":{"interruption-level":|}}'])(
    'offers everything between two quotes: %s',
    (marked) => {
      const result = offered(marked, { explicit: true });
      expect(result?.labels.length).toBeGreaterThan(3);
      // Compared with two quotes, the editor would find nothing that fits.
      expect(result?.filter).toBe(false);
    },
  );

  it('lets the editor narrow down what is being written', () => {
    expect(offered('{"aps":{"interruption-level":"t|"}}')).toEqual({
      labels: ['"passive"', '"active"', '"time-sensitive"', '"critical"'],
      filter: true,
    });
  });

  it('offers the moment of sending for a time', () => {
    expect(offered('{"aps":{"timestamp":|}}', { pushType: 'liveactivity' })?.labels[0]).toBe('"{{now}}"');
  });
});
