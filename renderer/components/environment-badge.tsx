import { useTranslation } from 'react-i18next';
import type { EnvironmentKind } from '#shared/apns/push';
import styles from './environment-badge.module.css';

/** Names an environment in its own colour, so that production stands out. */
export function EnvironmentBadge(props: { readonly kind: EnvironmentKind; readonly label?: string }) {
  const { t } = useTranslation();
  return (
    <span className={styles.root} data-environment={props.kind}>
      <span className={styles.dot} aria-hidden />
      {props.label ?? t(`environment.${props.kind}`)}
    </span>
  );
}
