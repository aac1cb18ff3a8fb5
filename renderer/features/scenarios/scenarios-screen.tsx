import { Button } from '@mantine/core';
import { ListChecks, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ScenarioEntry } from '#shared/workspace/workspace';
import { EmptyHint } from '../../components/empty-hint.js';
import { PanelHeader } from '../../components/panel-header.js';
import { useLanguage } from '../../i18n/use-text.js';
import { useWorkspace } from '../../state/workspace-context.js';
import { goTo, usePlace } from '../../window/navigation.js';
import { askPresetName } from '../workspace/ask-preset-name.js';
import { firstScenario, SAMPLE_SCENARIO } from './sample-scenario.js';
import { ScenarioDetail } from './scenario-detail.js';
import { ScenarioList } from './scenario-list.js';
import styles from './scenarios-screen.module.css';
import { useScenarioActions } from './use-scenario-actions.js';

/** The scenarios of the workspace: pushes in sequence with the expected results, run here or by the command line. */
export function ScenariosScreen() {
  const { t } = useTranslation('scenarios');
  const { t: tCompose } = useTranslation('compose');
  const workspace = useWorkspace();
  const language = useLanguage();
  const actions = useScenarioActions();
  const { id, view } = usePlace().params;
  if (workspace === null) return null;
  const { scenarios } = workspace;
  const chosen = chosenOf(scenarios, id);
  const create = (): void =>
    askPresetName(tCompose, {
      title: t('new'),
      name: '',
      onDone: ({ name }) => void actions.create(firstScenario(name), 'json'),
    });
  return (
    <div className={styles.screen}>
      <PanelHeader title={t('title')}>
        <Button
          variant={scenarios.length === 0 ? 'default' : 'filled'}
          leftSection={<Plus size={13} aria-hidden />}
          onClick={create}
        >
          {t('new')}
        </Button>
      </PanelHeader>
      {chosen === null ? (
        <EmptyHint
          icon={ListChecks}
          title={t('empty.title')}
          action={
            <Button onClick={() => void actions.create(SAMPLE_SCENARIO[language], 'steps')}>
              {t('empty.sample')}
            </Button>
          }
        >
          {t('empty.text')}
        </EmptyHint>
      ) : (
        <div className={styles.columns}>
          <ScenarioList
            scenarios={scenarios}
            selectedId={chosen.id}
            onSelect={(selected) => goTo('scenarios', { id: selected })}
          />
          <ScenarioDetail
            key={chosen.id}
            entry={chosen}
            view={view === 'json' || chosen.problem !== null ? 'json' : 'steps'}
          />
        </div>
      )}
    </div>
  );
}

function chosenOf(scenarios: readonly ScenarioEntry[], id: string | undefined): ScenarioEntry | null {
  return scenarios.find((scenario) => scenario.id === id) ?? scenarios[0] ?? null;
}
