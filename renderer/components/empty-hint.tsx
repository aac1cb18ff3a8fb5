import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './empty-hint.module.css';

/** Placeholder for an empty view: what will appear here and how to get it. */
export function EmptyHint(props: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  const Icon = props.icon;
  return (
    <div className={styles.root}>
      <Icon size={26} strokeWidth={1.4} aria-hidden className={styles.icon} />
      <p className={styles.title}>{props.title}</p>
      {props.children === undefined ? null : <div className={styles.text}>{props.children}</div>}
      {props.action === undefined ? null : <div className={styles.action}>{props.action}</div>}
    </div>
  );
}
