import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ErrorMessage } from '#shared/errors';
import { useText } from '../i18n/use-text.js';
import classes from './error-notice.module.css';

/** An error where it happened: what is wrong, what to do, and its code for a search or a report. */
export function ErrorNotice(props: { readonly error: ErrorMessage; readonly action?: ReactNode }) {
  const text = useText();
  return (
    <div className={classes['root']} role="alert">
      <CircleAlert size={15} aria-hidden className={classes['icon']} />
      <div className={classes['words']}>
        <p className={classes['message']}>{text(props.error.message)}</p>
        <p className={classes['hint']}>{text(props.error.hint)}</p>
        <code className={classes['code']}>{props.error.code}</code>
      </div>
      {props.action}
    </div>
  );
}
