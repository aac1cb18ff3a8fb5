import { Button } from '@mantine/core';
import {
  ArrowUpRight,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  LoaderCircle,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { notesToShow } from '#shared/apns/planning-note';
import { shortName } from '#shared/apns/short-token';
import { expectationWords } from '#shared/scenario/judge';
import type {
  PlannedStep,
  ScenarioOutline,
  StepDelivery,
  StepResult,
  StepStatus,
} from '#shared/scenario/scenario-run';
import { formatDuration } from '../../components/time-format.js';
import { useText } from '../../i18n/use-text.js';
import { goTo } from '../../window/navigation.js';
import { OutcomeBadge } from '../delivery/outcome-badge.js';
import type { ScenarioRun } from './scenario-run-state.js';
import scenariosStyles from './scenarios.module.css';
import styles from './step-list.module.css';

type ShownStatus = StepStatus | 'running' | 'waiting';

const ICONS: Readonly<Record<ShownStatus, LucideIcon>> = {
  passed: CircleCheck,
  failed: CircleX,
  error: CircleAlert,
  skipped: CircleSlash,
  running: LoaderCircle,
  waiting: CircleDashed,
};

/** The steps in order, with their results as they arrive. */
export function StepList(props: {
  readonly outline: ScenarioOutline;
  readonly run: ScenarioRun | undefined;
}) {
  const { t } = useTranslation('scenarios');
  const { outline, run } = props;
  return (
    <>
      <RunSentence run={run} />
      <ol className={styles.steps} aria-label={t('steps')} aria-busy={run?.state === 'running'}>
        {outline.steps.map((planned) => (
          <Step key={planned.step} planned={planned} run={run} />
        ))}
      </ol>
    </>
  );
}

/** The state of the run in one sentence, which screen readers announce. */
function RunSentence({ run }: { readonly run: ScenarioRun | undefined }) {
  const { t } = useTranslation('scenarios');
  const summary = run?.summary ?? null;
  const sentence =
    run === undefined || run.state === 'failed'
      ? ''
      : run.state === 'running'
        ? t('sentence.running')
        : run.state === 'stopped' || summary === null
          ? t('sentence.stopped')
          : summary.verdict === 'passed'
            ? t('sentence.passed', { count: summary.passed, duration: formatDuration(summary.durationMs) })
            : t('sentence.failed', {
                bad: summary.failed + summary.errors,
                passed: summary.passed,
                skipped: summary.skipped,
              });
  return (
    <p
      role="status"
      className={styles.sentence}
      data-verdict={run?.state === 'finished' ? summary?.verdict : undefined}
    >
      {sentence}
    </p>
  );
}

function statusOf(step: number, run: ScenarioRun | undefined): ShownStatus {
  const result = run?.results.get(step);
  if (result !== undefined) return result.status;
  if (run?.currentStep === step) return 'running';
  return run?.state === 'stopped' ? 'skipped' : 'waiting';
}

function Step(props: { readonly planned: PlannedStep; readonly run: ScenarioRun | undefined }) {
  const { planned, run } = props;
  const { t } = useTranslation('scenarios');
  const title = useStepTitle()(planned);
  const status = statusOf(planned.step, run);
  const result = run?.results.get(planned.step);
  const Icon = ICONS[status];
  return (
    <li className={styles.step} data-status={status}>
      <span className={styles.number}>{planned.step}</span>
      <Icon size={16} role="img" aria-label={t(`status.${status}`)} className={styles.icon} />
      <div className={styles.stepWords}>
        <p className={styles.stepTitle}>{title}</p>
        <Facts planned={planned} />
        {result === undefined || status === 'passed' ? null : <MismatchDetails result={result} />}
        {planned.what.kind === 'send' && result !== undefined && result.deliveries.length > 0 ? (
          <Deliveries deliveries={result.deliveries} />
        ) : null}
      </div>
    </li>
  );
}

/** The title of a step: its name, otherwise what it does. */
function useStepTitle(): (planned: PlannedStep) => string {
  const { t } = useTranslation('scenarios');
  const text = useText();
  return ({ name, what }) => {
    if (name !== null) return name;
    switch (what.kind) {
      case 'send':
        return t('step.send', { what: what.presetName ?? what.pushType ?? t('step.push') });
      case 'wait':
        return t('step.wait', { duration: formatDuration(what.waitMs) });
      case 'expect':
        return t('step.expect', { what: text(expectationWords(what.expect)) });
    }
  };
}

/** What a step does where its name does not say so, and what a push is expected to result in. */
function Facts({ planned: { name, what } }: { readonly planned: PlannedStep }) {
  const { t } = useTranslation('scenarios');
  const text = useText();
  switch (what.kind) {
    case 'wait':
      return name === null ? null : (
        <p className={scenariosStyles.facts}>{t('step.wait', { duration: formatDuration(what.waitMs) })}</p>
      );
    case 'expect':
      return name === null ? null : (
        <p className={scenariosStyles.facts}>
          {t('step.expects', { what: text(expectationWords(what.expect)) })}
        </p>
      );
    case 'send': {
      const [first = '', ...others] = what.targets;
      const targets =
        others.length === 0 ? shortName(first) : t('step.targets', { count: what.targets.length });
      const notes = notesToShow(what.notes)
        .map((note) => text(note.text))
        .join(' ');
      const parts = [targets, what.pushType, what.topic].filter((part) => part !== null);
      return (
        <>
          <p className={scenariosStyles.facts}>{parts.join(' · ')}</p>
          {notes === '' ? null : <p className={scenariosStyles.facts}>{notes}</p>}
          {what.expect === null ? null : (
            <p className={scenariosStyles.facts}>
              {t('step.expects', { what: text(expectationWords(what.expect)) })}
            </p>
          )}
        </>
      );
    }
  }
}

/** What differed from the expectation, and why. */
function MismatchDetails({ result }: { readonly result: StepResult }) {
  const text = useText();
  const { mismatches, error, deliveries } = result;
  const why = deliveries.flatMap(({ explanation }) => (explanation === null ? [] : [explanation]));
  const [explanation] = why;
  const differences = [...new Set(mismatches.map(({ message }) => text(message)))];
  if (differences.length === 0 && error === null) return null;
  return (
    <div className={styles.why}>
      {differences.map((sentence) => (
        <p key={sentence} className={styles.difference}>
          {sentence}
        </p>
      ))}
      {explanation === undefined ? null : (
        <p>
          {text(explanation.cause)} {text(explanation.fix)}
        </p>
      )}
      {error === null || explanation !== undefined ? null : (
        <p>
          {text(error.message)} {text(error.hint)}
        </p>
      )}
    </div>
  );
}

function Deliveries({ deliveries }: { readonly deliveries: readonly StepDelivery[] }) {
  const { t } = useTranslation('scenarios');
  return (
    <ul className={styles.deliveries}>
      {deliveries.map((delivery) => (
        <li key={delivery.id}>
          <OutcomeBadge outcome={delivery.outcome} />
          <span className={styles.answer}>
            {[delivery.status, delivery.reason, duration(delivery)]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
          {deliveries.length > 1 ? (
            <span className={styles.answer}>{delivery.device ?? delivery.token.slice(0, 12)}</span>
          ) : null}
          <Button
            variant="subtle"
            size="compact-xs"
            rightSection={<ArrowUpRight size={12} aria-hidden />}
            onClick={() => goTo('history', { delivery: delivery.id })}
          >
            {t('showDelivery')}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function duration({ responseMs }: StepDelivery): string | null {
  return responseMs === null ? null : formatDuration(responseMs);
}
