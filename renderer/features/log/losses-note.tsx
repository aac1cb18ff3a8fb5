import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PushLosses } from '#shared/history/push-losses';
import { useLossWords } from '../delivery/use-loss-words.js';
import styles from './losses-note.module.css';

/** Says what was not stored of a push, so that a resend is not mistaken for the same push. */
export function LossesNote({ losses }: { readonly losses: PushLosses }) {
  const { t } = useTranslation('log');
  const words = useLossWords();
  return (
    <p className={styles.losses} role="note">
      <TriangleAlert size={14} aria-hidden />
      <span>
        {words(losses)} {t('losses.consequence')}
      </span>
    </p>
  );
}
