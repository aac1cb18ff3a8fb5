import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Diagnostic, lint } from '#shared/payload/lint/lint';
import { applyEdits } from '#shared/payload/text-edit';
import { useNow } from '../../components/use-now.js';
import { useDeferredText } from '../../platform/use-deferred-text.js';
import type { EditorHandle, EditorMemory } from '../../state/editor-handle.js';
import { ProblemList } from '../diagnostics/problem-list.js';
import { ByteMeter } from '../payload/byte-meter.js';
import { useEditorContext } from '../payload/use-editor-context.js';
import type { BroadcastDraft } from './broadcast-draft.js';
import type { Scope } from './channel-scope.js';
import styles from './channels.module.css';

const JsonEditor = lazy(async () => ({
  default: (await import('../payload/editor/json-editor.js')).JsonEditor,
}));

/** The payload of a broadcast, linted for what channels allow. */
export function BroadcastEditor(props: {
  readonly scope: Scope;
  readonly draft: BroadcastDraft;
  readonly onChange: (payload: string) => void;
}) {
  const { t } = useTranslation('channels');
  const { draft, onChange } = props;
  const { environment } = props.scope;
  const { payload } = draft;
  const context = useEditorContext('liveactivity');
  const nowMs = useNow(30_000);
  const text = useDeferredText(payload);
  const [editor, setEditor] = useState<EditorHandle | null>(null);
  const memory = useEditorMemory();
  const { bytes, limit, diagnostics } = useMemo(() => {
    const headers = { pushType: 'liveactivity', priority: draft.priority };
    return lint({ text, headers, environment, target: 'channel', nowMs });
  }, [environment, text, draft.priority, nowMs]);
  const found = useMemo(
    () => ({ text, diagnostics: diagnostics.filter(({ subject }) => subject === 'payload') }),
    [text, diagnostics],
  );
  const onFix = ({ fix }: Diagnostic): void => {
    // Positions in an outdated text would edit the wrong place.
    if (fix !== null && payload === text) onChange(applyEdits(payload, fix.edits));
  };
  return (
    <div className={styles.payload}>
      <div className={styles.editor}>
        <Suspense fallback={null}>
          <JsonEditor
            value={payload}
            label={t('broadcast.payload')}
            context={context}
            memory={memory}
            found={found}
            onFix={onFix}
            onReady={setEditor}
            onChange={onChange}
          />
        </Suspense>
      </div>
      <div className={styles.meter}>
        <ByteMeter bytes={bytes} limit={limit} />
      </div>
      <ProblemList
        diagnostics={found.diagnostics}
        onFix={onFix}
        onReveal={({ from, to }) => editor?.reveal(from, to)}
      />
    </div>
  );
}

/** The undo history lasts as long as this editor is mounted. */
function useEditorMemory(): EditorMemory {
  const kept = useRef<unknown>(null);
  return useMemo(
    () => ({
      recall: () => kept.current,
      remember: (state) => {
        kept.current = state;
      },
    }),
    [],
  );
}
