import { CircleAlert, CircleCheck, CircleSlash, CircleX, LoaderCircle, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ScenarioEntry } from '#shared/workspace/workspace';
import { useArrowNavigation } from '../../window/use-arrow-navigation.js';
import styles from './scenario-list.module.css';
import { verdictOf } from './scenario-run-state.js';
import { useScenarioRuns } from './scenario-runs-context.js';

const ICONS: Readonly<Record<NonNullable<ReturnType<typeof verdictOf>>, LucideIcon>> = {
  running: LoaderCircle,
  passed: CircleCheck,
  failed: CircleX,
  stopped: CircleSlash,
};

/** The scenarios of the workspace with the result of their last run. Supports arrow keys. */
export function ScenarioList(props: {
  readonly scenarios: readonly ScenarioEntry[];
  readonly selectedId: string;
  readonly onSelect: (id: string) => void;
}) {
  const { t } = useTranslation('scenarios');
  const steps = useArrowNavigation();
  return (
    <ul {...steps} className={styles.list} aria-label={t('list')}>
      {props.scenarios.map((scenario) => (
        <li key={scenario.id}>
          <button
            type="button"
            className={styles.entry}
            aria-current={scenario.id === props.selectedId ? 'true' : undefined}
            onClick={() => props.onSelect(scenario.id)}
          >
            <span className={styles.entryName}>{scenario.name}</span>
            <span className={styles.entryNote}>
              {scenario.problem === null ? (
                t('stepCount', { count: scenario.stepCount })
              ) : (
                <span className={styles.broken}>
                  <CircleAlert size={12} aria-hidden />
                  {t('broken')}
                </span>
              )}
              <LastRun id={scenario.id} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function LastRun({ id }: { readonly id: string }) {
  const { t } = useTranslation('scenarios');
  const verdict = verdictOf(useScenarioRuns().get(id));
  if (verdict === null) return null;
  const Icon = ICONS[verdict];
  return (
    <span className={styles.lastRun} data-verdict={verdict}>
      <Icon size={12} aria-hidden />
      {t(`verdict.${verdict}`)}
    </span>
  );
}
