import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const structure = EditorView.theme({
  '&': {
    height: '100%',
    color: 'var(--mantine-color-text)',
    backgroundColor: 'transparent',
    fontSize: '0.78125rem',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--mantine-font-family-monospace)',
    lineHeight: '1.55',
    fontVariantLigatures: 'none',
  },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--mantine-color-text)' },
  '.cm-line': { padding: '0 12px 0 6px' },
  '.cm-gutters': {
    border: 'none',
    backgroundColor: 'transparent',
    color: 'light-dark(var(--mantine-color-gray-6), var(--mantine-color-dark-2))',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '34px', padding: '0 6px 0 12px' },
  '.cm-foldGutter .cm-gutterElement': { padding: '0 2px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--pd-hover)' },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'light-dark(rgb(34 96 224 / 18%), rgb(99 148 246 / 30%))',
  },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'light-dark(rgb(34 96 224 / 14%), rgb(99 148 246 / 26%))',
    outline: 'none',
  },
  '.cm-foldPlaceholder': {
    border: 'none',
    padding: '0 6px',
    borderRadius: '3px',
    backgroundColor: 'var(--pd-hover)',
    color: 'var(--pd-text-dimmed)',
  },
  '.cm-tooltip': {
    border: '1px solid var(--pd-border-strong)',
    borderRadius: 'var(--mantine-radius-md)',
    backgroundColor: 'var(--pd-surface-raised)',
    boxShadow: 'var(--mantine-shadow-md)',
    color: 'var(--mantine-color-text)',
    fontFamily: 'var(--mantine-font-family)',
    fontSize: 'var(--mantine-font-size-sm)',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px', lineHeight: '1.5' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--pd-selected)',
    color: 'var(--mantine-color-text)',
  },
  '.cm-completionDetail': { fontStyle: 'normal', color: 'var(--pd-text-dimmed)', marginLeft: '10px' },
  '.cm-completionInfo': { maxWidth: '320px', padding: '8px 10px' },
  '.pd-hover': { maxWidth: '380px', padding: '8px 12px' },
  '.pd-hover p': { margin: '4px 0 0' },
  '.pd-hover-title': { color: 'var(--pd-text-dimmed)', fontSize: 'var(--mantine-font-size-xs)' },
  '.pd-hover-title code': {
    color: 'var(--mantine-color-text)',
    fontSize: 'var(--mantine-font-size-sm)',
    fontWeight: '600',
  },
  '.pd-hover ul': { margin: '6px 0 0', paddingLeft: '16px' },
  '.cm-tooltip-lint': { padding: 0 },
  '.cm-diagnostic': { padding: '7px 10px', borderLeftWidth: '3px', maxWidth: '420px' },
  '.cm-diagnosticAction': {
    margin: '6px 0 0',
    padding: '2px 8px',
    borderRadius: '4px',
    backgroundColor: 'var(--mantine-color-accent-6)',
    color: '#fff',
    fontSize: 'var(--mantine-font-size-xs)',
    display: 'inline-block',
  },
  // A dot in the colour of the severity; the built-in icons match neither colour scheme.
  '.cm-gutter-lint': { width: '14px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 0 0 5px' },
  '.cm-lint-marker': {
    content: 'none',
    width: '8px',
    height: '8px',
    marginTop: '6px',
    borderRadius: '50%',
    backgroundColor: 'var(--mantine-color-anchor)',
  },
  '.cm-lint-marker-error': { content: 'none', backgroundColor: 'var(--pd-rejected)' },
  '.cm-lint-marker-warning': { content: 'none', backgroundColor: 'var(--pd-failed)' },
  '.cm-panels': {
    backgroundColor: 'var(--pd-surface-sunken)',
    color: 'var(--mantine-color-text)',
    borderColor: 'var(--pd-border)',
  },
  '.cm-panel.cm-search': { padding: '6px 10px' },
  '.cm-panel.cm-search label': { fontSize: 'var(--mantine-font-size-sm)' },
  '.cm-textfield': {
    border: '1px solid var(--pd-border-strong)',
    borderRadius: '4px',
    backgroundColor: 'var(--pd-surface)',
    color: 'inherit',
    fontSize: 'var(--mantine-font-size-sm)',
  },
  '.cm-button': {
    border: '1px solid var(--pd-border-strong)',
    borderRadius: '4px',
    backgroundImage: 'none',
    backgroundColor: 'var(--pd-surface)',
    color: 'inherit',
    fontSize: 'var(--mantine-font-size-sm)',
  },
  '.cm-searchMatch': { backgroundColor: 'light-dark(rgb(237 162 38 / 30%), rgb(237 162 38 / 30%))' },
});

/* The colours are CSS variables, so that the editor need not be recreated when the colour scheme changes. */
const colors = HighlightStyle.define([
  { tag: tags.propertyName, color: 'light-dark(#3b3273, #b1a6ef)' },
  { tag: tags.string, color: 'light-dark(#0f683a, #72d89b)' },
  { tag: tags.number, color: 'light-dark(#1b4fc0, #92b6fb)' },
  { tag: [tags.bool, tags.null], color: 'light-dark(#8c4e09, #f7bf4f)' },
  { tag: [tags.punctuation, tags.bracket, tags.separator], color: 'light-dark(#62626f, #a3a3ae)' },
]);

/** The theme of the payload editor, built on the window's design tokens. */
export const editorTheme: Extension = [structure, syntaxHighlighting(colors)];
