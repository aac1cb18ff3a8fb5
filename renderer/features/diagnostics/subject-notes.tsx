import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { Diagnostic, DiagnosticSubject, Severity } from '#shared/payload/lint/lint';
import { useText } from '../../i18n/use-text.js';
import { useLint } from '../../state/lint-context.js';
import styles from './subject-notes.module.css';

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info } as const;

/** The diagnostics of one field, below it, each with its fix. */
export function SubjectNotes({ subject }: { readonly subject: Exclude<DiagnosticSubject, 'payload'> }) {
  const { result, applyFix } = useLint();
  const found = result.diagnostics.filter((diagnostic) => diagnostic.subject === subject);
  if (found.length === 0) return null;
  return (
    <ul className={styles.notes}>
      {found.map((diagnostic, index) => (
        <li key={index}>
          <Finding diagnostic={diagnostic} onFix={() => applyFix(diagnostic)} />
        </li>
      ))}
    </ul>
  );
}

function Finding(props: { readonly diagnostic: Diagnostic; readonly onFix: () => void }) {
  const text = useText();
  const { message, severity, fix } = props.diagnostic;
  return (
    <span className={styles.finding} data-severity={severity}>
      <SeverityIcon severity={severity} />
      <span>
        {text(message)}{' '}
        {fix === null ? null : (
          <button type="button" className={styles.link} onClick={props.onFix}>
            {text(fix.label)}
          </button>
        )}
      </span>
    </span>
  );
}

export function SeverityIcon({ severity }: { readonly severity: Severity }) {
  const Icon = ICONS[severity];
  return <Icon size={13} aria-hidden />;
}
