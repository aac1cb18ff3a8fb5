import { Phone, PhoneOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import callScreenStyles from '../phone/call-screen.module.css';
import iphoneStyles from '../phone/iphone.module.css';
import { appName } from '../phone/lock-screen.js';
import { NotificationCard } from '../phone/notification-card.js';
import { HomeScreen, LockClock, PhoneFrame } from '../phone/phone-frame.js';
import type { ActivityPreview } from '../phone/read-preview.js';
import { ActivityCard, CompactIsland, ExpandedIsland } from './activity-views.js';
import type { ActivityPlace } from './preview-panel.js';
import styles from './special-surfaces.module.css';

interface ViewProps {
  readonly topic: string;
  readonly scheme: 'light' | 'dark';
  readonly nowMs: number;
}

/** A Live Activity on the lock screen and in the compact and expanded island. */
export function ActivitySurface(
  props: ViewProps & { readonly activity: ActivityPreview; readonly place: ActivityPlace },
) {
  const { activity, place, topic, scheme, nowMs } = props;
  if (place === 'lock') {
    return (
      <PhoneFrame scheme={scheme} nowMs={nowMs}>
        <LockClock nowMs={nowMs} />
        <div className={iphoneStyles.feed}>
          {activity.alert === null ? null : (
            <NotificationCard alert={activity.alert} topic={topic} bodyLines={4} />
          )}
          <ActivityCard activity={activity} topic={topic} />
        </div>
      </PhoneFrame>
    );
  }
  return (
    <PhoneFrame
      scheme={scheme}
      nowMs={nowMs}
      island={
        place === 'compact' ? (
          <CompactIsland activity={activity} topic={topic} />
        ) : (
          <ExpandedIsland activity={activity} topic={topic} />
        )
      }
    >
      <HomeScreen />
    </PhoneFrame>
  );
}

/** A VoIP push requires the app to report a call at once. */
export function CallSurface(props: ViewProps & { readonly caller: string }) {
  const { t } = useTranslation('preview');
  const caller = props.caller === '' ? t('call.unknown') : props.caller;
  return (
    <PhoneFrame scheme={props.scheme} nowMs={props.nowMs}>
      <div className={callScreenStyles.call}>
        <p className={callScreenStyles.callApp}>{t('call.via', { app: appName(props.topic) })}</p>
        <span className={styles.callerMark} aria-hidden>
          {caller.charAt(0).toUpperCase()}
        </span>
        <p className={callScreenStyles.callName} dir="auto">
          {caller}
        </p>
        <div className={styles.callButtons} aria-hidden>
          <span data-kind="decline">
            <PhoneOff size={24} />
          </span>
          <span data-kind="accept">
            <Phone size={24} />
          </span>
        </div>
      </div>
    </PhoneFrame>
  );
}
