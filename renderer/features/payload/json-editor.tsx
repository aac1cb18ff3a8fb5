import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';
import { editorTheme } from './editor-theme.js';
import classes from './payload.module.css';
import { smallestChange } from './smallest-change.js';

export interface JsonEditorProps {
  readonly value: string;
  readonly label: string;
  readonly onChange: (value: string) => void;
  /** Gets the editor once it stands, `null` when it goes. */
  readonly onReady: (view: EditorView | null) => void;
  /** Read once: what else this editor can do. */
  readonly extensions: Extension;
}

const BASE: Extension = [
  lineNumbers(),
  foldGutter(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  indentUnit.of('  '),
  EditorState.tabSize.of(2),
  EditorView.lineWrapping,
  json(),
  editorTheme,
];

const KEYS = keymap.of([
  ...closeBracketsKeymap,
  ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
  ...searchKeymap,
  ...historyKeymap,
  ...foldKeymap,
  ...completionKeymap,
  ...lintKeymap,
  indentWithTab,
]);

/** The payload as text. Loaded on its own: it is the heaviest part of the window. */
export function JsonEditor(props: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const onChange = useEffectEvent(props.onChange);
  const onReady = useEffectEvent(props.onReady);
  const create = useEffectEvent((parent: HTMLElement) => {
    const editor = new EditorView({
      parent,
      state: EditorState.create({
        doc: props.value,
        extensions: [
          props.extensions,
          BASE,
          KEYS,
          EditorView.contentAttributes.of({ 'aria-label': props.label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return editor;
  });

  useEffect(() => {
    if (host.current === null) return;
    const editor = create(host.current);
    onReady(editor);
    return () => {
      onReady(null);
      editor.destroy();
      view.current = null;
    };
  }, []);

  // What the form or a fix wrote becomes one undoable step; what was typed here is already in.
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const change = smallestChange(editor.state.doc.toString(), props.value);
    if (change !== null) editor.dispatch({ changes: change });
  }, [props.value]);

  return <div ref={host} className={classes['editor']} />;
}
