import { Button } from '@mantine/core';
import { Clock3 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Phone } from '../phone/phones.js';
import { wordsOf } from '../phone/read-item.js';
import styles from './inbox.module.css';
import { useSetPhoneState } from './use-set-phone-state.js';

/** What APNs stores for an offline phone: the latest push of each app. */
export function WaitingNote({ phone }: { readonly phone: Phone }) {
  const { t } = useTranslation('simulator');
  const setState = useSetPhoneState();
  const waiting = phone.waiting[0];
  if (waiting === undefined) return null;
  const words = wordsOf(waiting);
  return (
    <div className={styles.waiting} role="status">
      <Clock3 size={15} aria-hidden />
      <p>
        <b>{t('inbox.waiting.title', { count: phone.waiting.length })}</b>
        {words !== '' && <span className={styles.waitingWords}>{words}</span>}
        <span>{t('inbox.waiting.text')}</span>
      </p>
      <Button variant="default" onClick={() => void setState(phone, 'active')}>
        {t('inbox.waiting.online')}
      </Button>
    </div>
  );
}
