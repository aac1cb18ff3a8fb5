import { CircleCheck, CircleHelp, CircleX, type LucideIcon, Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DeliveryOutcome } from '#shared/apns/push';
import styles from './outcome-badge.module.css';

const ICONS: Readonly<Record<DeliveryOutcome, LucideIcon>> = {
  accepted: CircleCheck,
  rejected: CircleX,
  failed: Unplug,
  unknown: CircleHelp,
};

/** The outcome of a delivery as icon and text; the colour only repeats it. */
export function OutcomeBadge({ outcome }: { readonly outcome: DeliveryOutcome }) {
  const { t } = useTranslation('log');
  const Icon = ICONS[outcome];
  return (
    <span className={styles.outcome} data-outcome={outcome}>
      <Icon size={14} aria-hidden />
      {t(`outcome.${outcome}`)}
    </span>
  );
}
