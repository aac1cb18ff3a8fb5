import { Phone as PhoneIcon, PhoneOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { InboxItem } from '#shared/simulator/model';
import styles from './call-screen.module.css';
import { appName } from './lock-screen.js';
import { readItem } from './read-item.js';

/** A VoIP push: the app must report an incoming call at once, so the phone rings. */
export function CallScreen({ item, onEnd }: { readonly item: InboxItem; readonly onEnd: () => void }) {
  const { t } = useTranslation('simulator');
  const reading = readItem(item);
  const caller = (reading.kind === 'call' && reading.caller) || t('inbox.call.unknown');
  return (
    <div className={styles.call} role="region" aria-label={t('inbox.call.label')}>
      <p className={styles.callApp}>{t('inbox.call.via', { app: appName(item.topic) })}</p>
      <span className={styles.caller} aria-hidden>
        {caller.charAt(0).toUpperCase()}
      </span>
      <p className={styles.callName} role="status" dir="auto">
        {caller}
      </p>
      <div className={styles.callButtons}>
        <button type="button" data-kind="decline" onClick={onEnd}>
          <span>
            <PhoneOff size={26} aria-hidden />
          </span>
          {t('inbox.call.decline')}
        </button>
        <button type="button" data-kind="accept" onClick={onEnd}>
          <span>
            <PhoneIcon size={26} aria-hidden />
          </span>
          {t('inbox.call.accept')}
        </button>
      </div>
    </div>
  );
}
