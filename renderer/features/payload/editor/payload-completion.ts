import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { placeOf, readsKey, schemaAt, type SchemaKey, schemaKeys } from '#shared/payload/aps-schema';
import { parseJson } from '#shared/payload/json-parser';
import { type CursorPlace, cursorPlace } from './cursor-place.js';
import { type EditorContext, editorContext } from './editor-context.js';
import { editForKey } from './key-edit.js';

/** Completes keys and values of a payload according to position and push type. */
export const payloadCompletion = autocompletion({
  override: [complete],
  activateOnTyping: true,
  icons: false,
  maxRenderedOptions: 60,
});

/** What can be written at the cursor. */
export function complete(context: CompletionContext): CompletionResult | null {
  const text = context.state.doc.toString();
  const place = cursorPlace(text, parseJson(text).root, context.pos);
  if (place === null) return null;
  const words = context.state.facet(editorContext);
  if (place.kind === 'key') {
    const isWriting = place.to > place.from;
    if (!isWriting && !context.explicit) return null;
    const options = keyCompletions(place, words);
    return options.length === 0 ? null : resultOf(text, place, options);
  }
  const options = valueCompletions(place.pointer, words);
  return options.length === 0 ? null : resultOf(text, place, options);
}

/** Between two quotes there is no text to filter by yet, so all options are offered. */
function resultOf(text: string, { from, to }: CursorPlace, options: readonly Completion[]): CompletionResult {
  return { from, to, options, filter: !/^"{0,2}$/.test(text.slice(from, to)) };
}

function keyCompletions(place: Extract<CursorPlace, { kind: 'key' }>, context: EditorContext): Completion[] {
  const schemaPlace = placeOf(place.container);
  if (schemaPlace === null) return [];
  const keys = schemaKeys(schemaPlace, context.pushType).filter(
    ({ key, legacy }) => !place.taken.includes(key) && (legacy === undefined || place.key !== ''),
  );
  // Keys that this push type supports come first.
  const isRead = (entry: SchemaKey): boolean => readsKey(entry, context.pushType);
  return [...keys.filter(isRead), ...keys.filter((entry) => !isRead(entry))].map((entry, index) => ({
    label: JSON.stringify(entry.key),
    displayLabel: entry.key,
    detail: detailOf(entry, context),
    info: context.text(entry.doc),
    boost: isRead(entry) ? 50 - index : -50,
    apply: (view: EditorView, _: Completion, from: number, to: number) => {
      const edit = editForKey(view.state.doc.toString(), { from, to }, entry.key, entry.example);
      view.dispatch({
        changes: { from: edit.from, to: edit.to, insert: edit.insert },
        selection: { anchor: edit.anchor, head: edit.head },
        userEvent: 'input.complete',
        scrollIntoView: true,
      });
    },
  }));
}

function detailOf(entry: SchemaKey, context: EditorContext): string {
  if (!readsKey(entry, context.pushType)) return context.words.onlyFor(entry.pushTypes.join(', '));
  return entry.types.join(' | ');
}

function valueCompletions(pointer: string, context: EditorContext): Completion[] {
  const entry = schemaAt(pointer);
  if (entry === null) return [];
  if (entry.unit === 'unix-seconds') {
    return [
      { label: '"{{now}}"', info: context.words.momentOfSending, boost: 2 },
      { label: String(Math.floor(Date.now() / 1000)), info: context.words.thisMoment, boost: 1 },
    ];
  }
  if (entry.values !== undefined) {
    return entry.values.map(({ value, doc }, index) => ({
      label: JSON.stringify(value),
      info: context.text(doc),
      boost: -index,
    }));
  }
  if (entry.types.includes('boolean')) return [{ label: 'true' }, { label: 'false' }];
  return entry.example === '""' ? [] : [{ label: entry.example }];
}
