import { UnstyledButton } from '@mantine/core';
import { ChevronRight, CircleCheck } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Diagnostic, Severity } from '#shared/payload/lint/lint';
import { useText } from '../../i18n/use-text.js';
import { isBoolean, useStored } from '../../platform/stored-value.js';
import styles from './problem-list.module.css';
import { SeverityIcon } from './subject-notes.js';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** The diagnostics of the payload by line: for those who do not open the JSON view or cannot see its underlines. */
export function ProblemList(props: {
  readonly diagnostics: readonly Diagnostic[];
  readonly onFix: (diagnostic: Diagnostic) => void;
  readonly onReveal: (diagnostic: Diagnostic) => void;
}) {
  const { t } = useTranslation('payload');
  const id = useId();
  const [isOpen, setOpen] = useStored('compose.problems', isBoolean, true);
  const { diagnostics } = props;
  if (diagnostics.length === 0) {
    return (
      <p className={styles.noProblems} role="status">
        <CircleCheck size={13} aria-hidden />
        {t('problems.none')}
      </p>
    );
  }
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: diagnostics.filter((diagnostic) => diagnostic.severity === severity).length,
  })).filter(({ count }) => count > 0);
  return (
    <div className={styles.problems}>
      <UnstyledButton
        className={styles.problemsBar}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <ChevronRight size={13} aria-hidden data-open={isOpen} className={styles.chevron} />
        <span role="status" className={styles.counts}>
          {counts.map(({ severity, count }) => (
            <span key={severity} data-severity={severity}>
              <SeverityIcon severity={severity} />
              {t(`problems.${severity}`, { count })}
            </span>
          ))}
        </span>
      </UnstyledButton>
      {isOpen ? (
        <ul id={id} className={styles.problemList}>
          {diagnostics.map((diagnostic, index) => (
            <ProblemRow key={index} diagnostic={diagnostic} {...props} />
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function ProblemRow(props: {
  readonly diagnostic: Diagnostic;
  readonly onFix: (diagnostic: Diagnostic) => void;
  readonly onReveal: (diagnostic: Diagnostic) => void;
}) {
  const { t } = useTranslation('payload');
  const text = useText();
  const { diagnostic } = props;
  return (
    <li data-severity={diagnostic.severity}>
      <button type="button" className={styles.problem} onClick={() => props.onReveal(diagnostic)}>
        <SeverityIcon severity={diagnostic.severity} />
        <span>{text(diagnostic.message)}</span>
        <span className={styles.where}>
          {t('problems.line', { line: diagnostic.line })} · {diagnostic.rule}
        </span>
      </button>
      {diagnostic.fix === null ? null : (
        <button type="button" className={styles.fix} onClick={() => props.onFix(diagnostic)}>
          {text(diagnostic.fix.label)}
        </button>
      )}
    </li>
  );
}
