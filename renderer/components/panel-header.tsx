import type { ReactNode } from 'react';
import styles from './panel-header.module.css';

/** The header of a panel: title on the left, actions on the right. */
export function PanelHeader(props: { readonly title: ReactNode; readonly children?: ReactNode }) {
  return (
    <header className={styles.root}>
      <h2 className={styles.title}>{props.title}</h2>
      <div className={styles.actions}>{props.children}</div>
    </header>
  );
}
