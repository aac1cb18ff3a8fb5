import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import { AlignLeft, FoldVertical, Redo2, Undo2 } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatJson, minifyJson } from '#shared/payload/format';
import { useStored } from '../../platform/stored-value.js';
import { useCompose, useComposeValue } from '../../state/compose-context.js';
import type { EditorHandle } from '../../state/editor-handle.js';
import { useLint } from '../../state/lint-context.js';
import { useShortcuts } from '../../window/use-shortcuts.js';
import { ProblemList } from '../diagnostics/problem-list.js';
import { ByteMeter } from './byte-meter.js';
import { PayloadForm } from './form/payload-form.js';
import { HeaviestValues } from './heaviest-values.js';
import styles from './payload.module.css';
import { SampleMenu } from './sample-menu.js';
import { useEditorContext } from './use-editor-context.js';
import { VariablesSection } from './variables-section.js';

const JsonEditor = lazy(async () => ({ default: (await import('./editor/json-editor.js')).JsonEditor }));

type View = 'form' | 'json';
const isView = (value: unknown): value is View => value === 'form' || value === 'json';

/** The payload of the push: one text, shown as JSON or as a form. */
export function PayloadSection() {
  const { t } = useTranslation('payload');
  const { update, editorMemory } = useCompose();
  const payload = useComposeValue(({ document }) => document.payload);
  const pushType = useComposeValue(({ document }) => document.pushType);
  const [view, setView] = useStored<View>('compose.view', isView, 'json');
  const [editor, setEditor] = useState<EditorHandle | null>(null);
  const context = useEditorContext(pushType);
  const { result, text, applyFix } = useLint();
  const diagnostics = useMemo(
    () => result.diagnostics.filter(({ subject }) => subject === 'payload'),
    [result],
  );
  const found = useMemo(() => ({ text, diagnostics }), [text, diagnostics]);
  const write = (text: string | null): void => {
    if (text !== null) update({ payload: text });
  };
  const reveal = (from: number, to: number): void => {
    setView('json');
    // The editor must be visible before it can scroll and receive the focus.
    requestAnimationFrame(() => editor?.reveal(from, to));
  };
  const onChange = (text: string): void => update({ payload: text });
  useShortcuts({
    toggleView: () => setView(view === 'form' ? 'json' : 'form'),
    formatPayload: () => write(formatJson(payload)),
  });
  return (
    <section className={styles.root} data-view={view} aria-label={t('title')}>
      <div className={styles.bar}>
        <h2 className={styles.title}>{t('title')}</h2>
        <SegmentedControl
          aria-label={t('view.label')}
          value={view}
          onChange={setView}
          data={[
            { value: 'form', label: t('view.form') },
            { value: 'json', label: t('view.json') },
          ]}
        />
        <div className={styles.tools}>
          <SampleMenu />
          <Tool label={t('action.undo')} onClick={() => editor?.undo()} disabled={editor === null}>
            <Undo2 size={15} aria-hidden />
          </Tool>
          <Tool label={t('action.redo')} onClick={() => editor?.redo()} disabled={editor === null}>
            <Redo2 size={15} aria-hidden />
          </Tool>
          <Tool label={t('action.format')} onClick={() => write(formatJson(payload))}>
            <AlignLeft size={15} aria-hidden />
          </Tool>
          <Tool label={t('action.minify')} onClick={() => write(minifyJson(payload))}>
            <FoldVertical size={15} aria-hidden />
          </Tool>
        </div>
        <ByteMeter bytes={result.bytes} limit={result.limit} />
        <HeaviestValues
          payload={payload}
          isWorthShowing={result.bytes > result.limit * 0.9}
          onReveal={(from, to) => reveal(from, to)}
        />
      </div>
      {view === 'form' ? (
        <PayloadForm
          payload={payload}
          pushType={pushType}
          onChange={onChange}
          onShowJson={() => setView('json')}
        />
      ) : null}
      {/* Hidden rather than unmounted while the form is shown, to keep the undo history. */}
      <div className={styles.body} hidden={view === 'form'}>
        <Suspense fallback={<div className={styles.loading} />}>
          <JsonEditor
            value={payload}
            label={t('editor')}
            context={context}
            memory={editorMemory}
            found={found}
            onFix={applyFix}
            onReady={setEditor}
            onChange={onChange}
          />
        </Suspense>
      </div>
      <VariablesSection />
      <ProblemList diagnostics={diagnostics} onFix={applyFix} onReveal={({ from, to }) => reveal(from, to)} />
    </section>
  );
}

function Tool(props: {
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon
        size={26}
        aria-label={props.label}
        disabled={props.disabled ?? false}
        onClick={props.onClick}
      >
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}
