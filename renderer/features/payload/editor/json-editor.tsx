import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import {
  defaultKeymap,
  history,
  historyField,
  historyKeymap,
  indentWithTab,
  redo,
  undo,
} from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';
import { editBetween } from '#shared/payload/edit';
import type { Diagnostic } from '#shared/payload/lint/lint';
import type { EditorHandle, EditorMemory } from '../../../state/editor-handle.js';
import { type EditorContext, editorContext } from './editor-context.js';
import { editorTheme } from './editor-theme.js';
import styles from './json-editor.module.css';
import { marksOf } from './lint-marks.js';
import { payloadCompletion } from './payload-completion.js';
import { payloadHover } from './payload-hover.js';
import { straightenQuotes } from './straighten-quotes.js';

export interface JsonEditorProps {
  readonly value: string;
  readonly label: string;
  /** Edits any JSON, without completion and help for Apple's keys. */
  readonly isPlain?: boolean;
  readonly context: EditorContext;
  readonly memory: EditorMemory;
  /** The diagnostics and the text that their positions refer to. */
  readonly found: { readonly text: string; readonly diagnostics: readonly Diagnostic[] };
  readonly onFix: (diagnostic: Diagnostic) => void;
  readonly onChange: (value: string) => void;
  /** Called with the editor once it is mounted, and with `null` when it is unmounted. */
  readonly onReady: (editor: EditorHandle | null) => void;
}

const BASE: Extension = [
  lintGutter(),
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
  EditorView.clipboardInputFilter.of(straightenQuotes),
  editorTheme,
];

/** Completion and help for the keys of a payload. */
const PAYLOAD_HELP: Extension = [payloadCompletion, payloadHover];

const KEYS = keymap.of([
  ...closeBracketsKeymap,
  // Mod-Enter sends, everywhere in the window.
  ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
  ...searchKeymap,
  ...historyKeymap,
  ...foldKeymap,
  ...completionKeymap,
  ...lintKeymap,
  indentWithTab,
]);

const contextSlot = new Compartment();
const KEPT_FIELDS = { history: historyField };

/** Edits a payload, or another JSON, as text. Loaded lazily because it is the heaviest part of the window. */
export function JsonEditor(props: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const onChange = useEffectEvent(props.onChange);
  const onReady = useEffectEvent(props.onReady);
  const create = useEffectEvent((parent: HTMLElement) => {
    const extensions = [
      BASE,
      props.isPlain === true ? [] : PAYLOAD_HELP,
      KEYS,
      contextSlot.of(contextExtension(props)),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
    ];
    return new EditorView({ parent, state: stateFrom(props.memory.recall(), props.value, extensions) });
  });
  const remember = useEffectEvent((editor: EditorView) => {
    props.memory.remember(editor.state.toJSON(KEPT_FIELDS));
  });

  useEffect(() => {
    if (host.current === null) return;
    const editor = create(host.current);
    view.current = editor;
    onReady(handleOf(editor));
    return () => {
      remember(editor);
      onReady(null);
      editor.destroy();
      view.current = null;
    };
  }, []);

  const { context, label } = props;
  useEffect(() => {
    view.current?.dispatch({ effects: contextSlot.reconfigure(contextExtension({ context, label })) });
  }, [context, label]);

  // A change by the form or a fix becomes one undoable step; text typed here is already in the document.
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const changes = editBetween(editor.state.doc.toString(), props.value);
    if (changes.length > 0) editor.dispatch({ changes: [...changes], userEvent: 'input.type' });
  }, [props.value]);

  const onFix = useEffectEvent(props.onFix);
  const { found } = props;
  useEffect(() => {
    const editor = view.current;
    // Positions in an outdated text would mark the wrong place; the next check is already running.
    if (editor?.state.doc.toString() !== found.text) return;
    const marks = marksOf(found.diagnostics, editor.state.doc.length, context.text, (diagnostic) =>
      onFix(diagnostic),
    );
    editor.dispatch(setDiagnostics(editor.state, marks));
  }, [context, found]);

  return <div ref={host} className={styles.editor} />;
}

function contextExtension(props: Pick<JsonEditorProps, 'context' | 'label'>): Extension {
  return [editorContext.of(props.context), EditorView.contentAttributes.of({ 'aria-label': props.label })];
}

/** Restores the saved state, unless the text was changed elsewhere in the meantime. */
function stateFrom(kept: unknown, doc: string, extensions: Extension): EditorState {
  if (typeof kept === 'object' && kept !== null && 'doc' in kept && kept.doc === doc) {
    return EditorState.fromJSON(kept, { extensions }, KEPT_FIELDS);
  }
  return EditorState.create({ doc, extensions });
}

function handleOf(editor: EditorView): EditorHandle {
  return {
    undo: () => undo(editor),
    redo: () => redo(editor),
    reveal: (from, to) => {
      editor.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
      editor.focus();
    },
  };
}
