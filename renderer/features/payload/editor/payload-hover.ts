import { hoverTooltip } from '@codemirror/view';
import { schemaAt, type SchemaKey } from '#shared/payload/aps-schema';
import { parseJson } from '#shared/payload/json-parser';
import { escapePointer } from '#shared/payload/json-tree';
import { cursorPlace } from './cursor-place.js';
import { type EditorContext, editorContext } from './editor-context.js';

/** Shows Apple's description of the key under the pointer. */
export const payloadHover = hoverTooltip((view, position) => {
  const text = view.state.doc.toString();
  const { root } = parseJson(text);
  // One further, so that the opening quote counts as part of the key and not of what precedes it.
  const place = cursorPlace(text, root, Math.min(position + 1, text.length));
  if (place?.kind !== 'key' || place.key === '') return null;
  const entry = schemaAt(`${place.container}/${escapePointer(place.key)}`);
  if (entry === null) return null;
  const context = view.state.facet(editorContext);
  return { pos: place.from, end: place.to, create: () => ({ dom: describe(entry, context) }) };
});

function describe(entry: SchemaKey, context: EditorContext): HTMLElement {
  const root = document.createElement('div');
  root.className = 'pd-hover';
  const title = root.appendChild(document.createElement('div'));
  title.className = 'pd-hover-title';
  title.append(code(entry.key), ` ${entry.types.join(' | ')}`);
  root.append(paragraph(context.text(entry.doc)));
  if (entry.legacy !== undefined) root.append(paragraph(context.text(entry.legacy)));
  if (entry.min !== undefined || entry.max !== undefined) {
    root.append(paragraph(context.words.range(String(entry.min ?? '−∞'), String(entry.max ?? '∞'))));
  }
  if (entry.values !== undefined) root.append(valueList(entry, context));
  const fits = entry.pushTypes.some((type) => type === context.pushType);
  if (!fits) root.append(paragraph(context.words.onlyFor(entry.pushTypes.join(', '))));
  return root;
}

function valueList(entry: SchemaKey, context: EditorContext): HTMLElement {
  const list = document.createElement('ul');
  for (const { value, doc } of entry.values ?? []) {
    const item = list.appendChild(document.createElement('li'));
    item.append(code(JSON.stringify(value)), ` ${context.text(doc)}`);
  }
  return list;
}

function paragraph(words: string): HTMLElement {
  const element = document.createElement('p');
  element.textContent = words;
  return element;
}

function code(words: string): HTMLElement {
  const element = document.createElement('code');
  element.textContent = words;
  return element;
}
