import { useTranslation } from 'react-i18next';
import type { EnvironmentKind } from '#shared/apns/push';
import classes from './environment-badge.module.css';

/** Names an environment in its colour, so that production is seen before it is read. */
export function EnvironmentBadge(props: { readonly kind: EnvironmentKind; readonly label?: string }) {
  const { t } = useTranslation();
  return (
    <span className={classes['root']} data-environment={props.kind}>
      <span className={classes['dot']} aria-hidden />
      {props.label ?? t(`environment.${props.kind}`)}
    </span>
  );
}
