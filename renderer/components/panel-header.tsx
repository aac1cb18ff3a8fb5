import type { ReactNode } from 'react';
import styles from './panel-header.module.css';

/** The strip on top of a panel: what it is on the left, what can be done on the right. */
export function PanelHeader(props: { readonly title: ReactNode; readonly children?: ReactNode }) {
  return (
    <header className={styles.root}>
      <h2 className={styles.title}>{props.title}</h2>
      <div className={styles.actions}>{props.children}</div>
    </header>
  );
}
