import { Button, SegmentedControl } from '@mantine/core';
import { modals } from '@mantine/modals';
import { Trash2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Environment } from '#shared/apns/push';
import type { Client } from '#shared/contract/index';
import type { ScenarioFile } from '#shared/scenario/scenario-file';
import type { ScenarioOutline } from '#shared/scenario/scenario-run';
import type { ScenarioEntry } from '#shared/workspace/workspace';
import { ErrorNotice } from '../../components/error-notice.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import { type Query, useQuery } from '../../platform/use-query.js';
import { goTo } from '../../window/navigation.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { askConflict } from '../workspace/ask-conflict.js';
import { RunBar } from './run-bar.js';
import styles from './scenario-detail.module.css';
import { ScenarioEditor } from './scenario-editor.js';
import type { ScenarioRequest } from './scenario-run-store.js';
import { useScenarioRunner, useScenarioRuns } from './scenario-runs-context.js';
import { StepList } from './step-list.js';
import { useScenarioActions } from './use-scenario-actions.js';
import { type OpenedScenario, useScenarioFile } from './use-scenario-file.js';

type View = 'steps' | 'json';

/** One scenario: its steps, the progress of its run, and its text. */
export function ScenarioDetail(props: { readonly entry: ScenarioEntry; readonly view: View }) {
  const toErrorMessage = useToErrorMessage();
  const opened = useScenarioFile(props.entry);
  if (opened.kind === 'loading') return <div className={styles.main} />;
  if (opened.kind === 'failed') {
    return (
      <div className={styles.main}>
        <div className={styles.notice}>
          <ErrorNotice error={toErrorMessage(opened.error)} />
        </div>
      </div>
    );
  }
  return <Opened {...props} opened={opened.value} />;
}

function Opened(props: {
  readonly entry: ScenarioEntry;
  readonly view: View;
  readonly opened: OpenedScenario;
}) {
  const { entry, view, opened } = props;
  const { t } = useTranslation('scenarios');
  const actions = useScenarioActions();
  const save = useSave(opened);
  const [environment, setEnvironment] = useState<Environment | null>(null);
  const [credentialId, setCredentialId] = useState<string | null>(null);
  const request: ScenarioRequest = {
    id: entry.id,
    ...(environment !== null && { environment }),
    ...(credentialId !== null && { credentialId }),
  };
  const outline = useOutline(request, opened.file.revision);
  const runner = useScenarioRunner();
  const run = useScenarioRuns().get(entry.id);
  const shownRun = run?.revision === opened.file.revision ? run : undefined;
  const toErrorMessage = useToErrorMessage();
  const planned = shownRun?.outline ?? (outline.kind === 'ready' ? outline.value : null);
  const productionPushes = (outline.kind === 'ready' ? outline.value.steps : []).reduce(
    (count, { what }) =>
      what.kind === 'send' && what.environment === 'production' ? count + what.targets.length : count,
    0,
  );
  const begin = async (): Promise<void> => {
    const file = opened.isEdited ? await save() : opened.file;
    if (file === null) return;
    const go = (): void => {
      goTo('scenarios', { id: file.id, view: 'steps' });
      void runner.start({ ...request, id: file.id }, file.revision);
    };
    if (productionPushes === 0) go();
    else askProduction(t, productionPushes, go);
  };
  return (
    <div className={styles.main}>
      <header className={styles.head}>
        <div className={styles.words}>
          <h3>{entry.name}</h3>
          {entry.description === '' ? null : <p>{entry.description}</p>}
        </div>
        <Button
          variant="subtle"
          color="red"
          leftSection={<Trash2 size={13} aria-hidden />}
          onClick={() => void actions.remove(entry.id)}
        >
          {t('remove')}
        </Button>
      </header>
      <RunBar
        environment={environment}
        credentialId={credentialId}
        outline={outline.kind === 'ready' ? outline.value : null}
        isRunning={run?.state === 'running'}
        canRun={opened.reading.kind === 'scenario'}
        isEdited={opened.isEdited}
        onEnvironment={setEnvironment}
        onCredential={setCredentialId}
        onRun={() => void begin()}
        onStop={() => runner.stop(entry.id)}
      />
      <div className={styles.tabs}>
        <SegmentedControl
          aria-label={t('view.label')}
          value={view}
          onChange={(next) => goTo('scenarios', { id: entry.id, view: next })}
          data={[
            { value: 'steps', label: t('view.steps'), disabled: entry.problem !== null },
            { value: 'json', label: opened.isEdited ? t('view.jsonEdited') : t('view.json') },
          ]}
        />
      </div>
      {view === 'json' ? (
        <ScenarioEditor opened={opened} onSave={() => void save()} />
      ) : (
        <div className={styles.scroll}>
          {shownRun?.state === 'failed' ? (
            <ErrorNotice error={toErrorMessage(shownRun.error)} />
          ) : outline.kind === 'failed' ? (
            <ErrorNotice error={toErrorMessage(outline.error)} />
          ) : null}
          {planned === null ? null : <StepList outline={planned} run={shownRun} />}
        </div>
      )}
    </div>
  );
}

/**
 * Saves the scenario; where another program changed the file first, the user decides. @returns the file, or `null`
 * where it was not saved.
 */
function useSave(opened: OpenedScenario): () => Promise<ScenarioFile | null> {
  const { t } = useTranslation('compose');
  const notifyError = useNotifyError();
  const attempt = async (revision?: string | null): Promise<ScenarioFile | null> => {
    try {
      const result = await opened.save(revision);
      if (result.kind === 'saved') {
        goTo('scenarios', { id: result.saved.id, view: 'json' });
        return result.saved;
      }
      askConflict(t, {
        isGone: result.current === null,
        onOverwrite: () => void attempt(result.revision),
        onTake: opened.discard,
      });
    } catch (error) {
      notifyError(error);
    }
    return null;
  };
  return () => attempt();
}

/** How the saved text would run. */
function useOutline(request: ScenarioRequest, revision: string): Query<ScenarioOutline> {
  // With the revision, so that a change queries again.
  const question = JSON.stringify({ request, revision });
  const load = useCallback(
    (client: Client, signal?: AbortSignal) => {
      const asked = JSON.parse(question) as { readonly request: ScenarioRequest };
      return client.scenarios.outline(asked.request, signal === undefined ? {} : { signal });
    },
    [question],
  );
  return useQuery(load).query;
}

type Translate = ReturnType<typeof useTranslation<'scenarios'>>['t'];

/** Confirms a run that sends to production. */
function askProduction(t: Translate, count: number, onConfirm: () => void): void {
  modals.openConfirmModal({
    title: t('production.title'),
    children: t('production.text', { count }),
    labels: { confirm: t('production.confirm'), cancel: t('production.cancel') },
    confirmProps: { color: 'red' },
    onConfirm,
  });
}
