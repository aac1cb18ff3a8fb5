import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ErrorMessage } from '#shared/errors';
import { useText } from '../i18n/use-text.js';
import styles from './error-notice.module.css';

/** An inline error: what is wrong, what to do, and the code to search for or report. */
export function ErrorNotice(props: { readonly error: ErrorMessage; readonly action?: ReactNode }) {
  const text = useText();
  return (
    <div className={styles.root} role="alert">
      <CircleAlert size={15} aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <p className={styles.message}>{text(props.error.message)}</p>
        <p className={styles.hint}>{text(props.error.hint)}</p>
        <code className={styles.code}>{props.error.code}</code>
      </div>
      {props.action}
    </div>
  );
}
