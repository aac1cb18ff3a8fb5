import type { ReactNode } from 'react';
import classes from './panel-header.module.css';

/** The strip on top of a panel: what it is on the left, what can be done on the right. */
export function PanelHeader(props: { readonly title: ReactNode; readonly children?: ReactNode }) {
  return (
    <header className={classes['root']}>
      <h2 className={classes['title']}>{props.title}</h2>
      <div className={classes['actions']}>{props.children}</div>
    </header>
  );
}
