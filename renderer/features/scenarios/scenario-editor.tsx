import { Alert, Button } from '@mantine/core';
import { Save, Undo2 } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic } from '#shared/payload/lint/lint';
import type { ScenarioReading } from '#shared/scenario/read-scenario';
import type { EditorHandle, EditorMemory } from '../../state/editor-handle.js';
import { useShortcuts } from '../../window/use-shortcuts.js';
import { ProblemList } from '../diagnostics/problem-list.js';
import { useEditorContext } from '../payload/use-editor-context.js';
import styles from './scenario-editor.module.css';
import scenariosStyles from './scenarios.module.css';
import type { OpenedScenario } from './use-scenario-file.js';

const JsonEditor = lazy(async () => ({
  default: (await import('../payload/editor/json-editor.js')).JsonEditor,
}));

/** The text of a scenario file, with its errors marked in place. */
export function ScenarioEditor(props: { readonly opened: OpenedScenario; readonly onSave: () => void }) {
  const { opened, onSave } = props;
  const { t } = useTranslation('scenarios');
  const [editor, setEditor] = useState<EditorHandle | null>(null);
  const [memory] = useState(newMemory);
  const context = useEditorContext('');
  const { text, reading } = opened;
  const diagnostics = useMemo(() => diagnosticsOf(reading), [reading]);
  const found = useMemo(() => ({ text, diagnostics }), [text, diagnostics]);
  const canSave = opened.isEdited && reading.kind === 'scenario';
  useShortcuts({ save: () => (canSave ? onSave() : undefined) });
  return (
    <section className={styles.editorPart} aria-label={t('view.json')}>
      {opened.isChangedOnDisk ? (
        <Alert color="amber" radius={0} role="status" title={t('changedTitle')}>
          {t('changed')}
        </Alert>
      ) : null}
      {reading.kind === 'newer' ? (
        <Alert color="amber" radius={0} role="status" title={t('newerTitle')}>
          {t('newer')}
        </Alert>
      ) : null}
      <div className={styles.editorBox}>
        <Suspense fallback={<div className={styles.editorBox} />}>
          <JsonEditor
            value={text}
            label={t('editor')}
            isPlain
            context={context}
            memory={memory}
            found={found}
            onFix={() => undefined}
            onReady={setEditor}
            onChange={opened.setText}
          />
        </Suspense>
      </div>
      <ProblemList
        diagnostics={diagnostics}
        onFix={() => undefined}
        onReveal={({ from, to }) => editor?.reveal(from, to)}
      />
      <div className={styles.editorActions}>
        <p className={scenariosStyles.facts}>{t('editorHint')}</p>
        <Button
          variant="default"
          leftSection={<Undo2 size={13} aria-hidden />}
          disabled={!opened.isEdited}
          onClick={opened.discard}
        >
          {t('discard')}
        </Button>
        <Button leftSection={<Save size={13} aria-hidden />} disabled={!canSave} onClick={onSave}>
          {t('save')}
        </Button>
      </div>
    </section>
  );
}

function newMemory(): EditorMemory {
  let kept: unknown = null;
  return {
    recall: () => kept,
    remember: (next) => {
      kept = next;
    },
  };
}

function diagnosticsOf(reading: ScenarioReading): readonly Diagnostic[] {
  if (reading.kind !== 'damaged') return [];
  return reading.problems.map(({ path, message, from, to, line, column }) => ({
    rule: path === '' ? 'json' : path,
    severity: 'error',
    message,
    subject: 'payload',
    path,
    line,
    column,
    from,
    to,
    fix: null,
  }));
}
