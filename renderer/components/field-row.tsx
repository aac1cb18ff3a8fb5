import type { ReactNode } from 'react';
import styles from './field-row.module.css';

/** One row of a form: label on the left, control on the right, note below. Stacked when narrow. */
export function FieldRow(props: {
  readonly label: string;
  /** The ID of the control, so that clicking the label focuses it. Absent for groups, which label themselves. */
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
