import type { ReactNode } from 'react';
import styles from './field-row.module.css';

/** One line of a form: name on the left, control on the right, a quiet note below. Narrow: above one another. */
export function FieldRow(props: {
  readonly label: string;
  /** The control's own id, so that a click on the name goes there. Absent for groups, which name themselves. */
  readonly htmlFor?: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={styles.root}>
      {props.htmlFor === undefined ? (
        <span className={styles.label}>{props.label}</span>
      ) : (
        <label className={styles.label} htmlFor={props.htmlFor}>
          {props.label}
        </label>
      )}
      <div className={styles.control}>{props.children}</div>
      {props.note === undefined || props.note === null ? null : (
        <div className={styles.note}>{props.note}</div>
      )}
    </div>
  );
}
