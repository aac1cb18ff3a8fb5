import { BatteryFull, Camera, Flashlight, Plane, Signal, Wifi } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../components/use-now.js';
import { useLanguage } from '../../i18n/use-text.js';
import { ActivityCard } from './activity-card.js';
import { AppIcon } from './app-icon.js';
import appIconStyles from './app-icon.module.css';
import { CallScreen } from './call-screen.js';
import styles from './iphone.module.css';
import { callKey, lockScreenOf } from './lock-screen.js';
import { lockScreenDate, lockScreenTime } from './lock-screen-time.js';
import { NotificationStack } from './notification-stack.js';
import type { Phone } from './phones.js';

interface IphoneProps {
  readonly phone: Phone;
  readonly scheme: 'light' | 'dark';
}

/** A drawn iPhone: its lock screen with everything that arrived, or an incoming call. */
export function Iphone({ phone, scheme }: IphoneProps) {
  const { t } = useTranslation('simulator');
  const language = useLanguage();
  const nowMs = useNow(1000);
  const [answered, setAnswered] = useState<ReadonlySet<string>>(new Set());
  const screen = lockScreenOf(phone, answered, nowMs);
  const isGone = phone.state === 'unregistered' || phone.state === 'expired';
  const call = screen.call;
  return (
    <div className={styles.phone} data-scheme={scheme} data-state={phone.state}>
      <div className={styles.screen}>
        <div className={styles.island} aria-hidden />
        <StatusBar time={lockScreenTime(nowMs, language)} offline={phone.state === 'offline'} />
        {call === null ? (
          <>
            <div className={styles.clock} aria-hidden>
              <p>{lockScreenDate(nowMs, language)}</p>
              <p>{lockScreenTime(nowMs, language)}</p>
            </div>
            <div
              className={styles.feed}
              tabIndex={0}
              role="region"
              aria-label={t('inbox.screen', { name: phone.name })}
            >
              {screen.activities.map((item) => (
                <ActivityCard key={item.id} item={item} nowMs={nowMs} />
              ))}
              {screen.stacks.map((stack) => (
                <NotificationStack key={stack.key} stack={stack} nowMs={nowMs} />
              ))}
              {isGone && (
                <ScreenNote>
                  {t(`inbox.gone.${phone.state === 'expired' ? 'expired' : 'unregistered'}`)}
                </ScreenNote>
              )}
              {!isGone && screen.stacks.length === 0 && screen.activities.length === 0 && (
                <ScreenNote>{t(phone.state === 'offline' ? 'inbox.offlineEmpty' : 'inbox.empty')}</ScreenNote>
              )}
            </div>
            <Dock
              badge={phone.badge}
              topic={phone.devices[0]?.topics[0] ?? ''}
              isGone={phone.state === 'unregistered'}
            />
          </>
        ) : (
          <CallScreen
            item={call}
            onEnd={() => setAnswered((before) => new Set([...before, callKey(call.id, call.atMs)]))}
          />
        )}
        <div className={styles.homeBar} aria-hidden />
      </div>
    </div>
  );
}

function ScreenNote({ children }: { readonly children: ReactNode }) {
  return <p className={styles.screenNote}>{children}</p>;
}

function StatusBar({ time, offline }: { readonly time: string; readonly offline: boolean }) {
  const { t } = useTranslation('simulator');
  return (
    <div className={styles.statusBar}>
      <span aria-hidden>{time}</span>
      <span>
        {offline ? (
          <Plane size={13} fill="currentColor" role="img" aria-label={t('state.offline')} />
        ) : (
          <>
            <Signal size={13} strokeWidth={2.6} aria-hidden />
            <Wifi size={13} strokeWidth={2.4} aria-hidden />
          </>
        )}
        <BatteryFull size={17} aria-hidden />
      </span>
    </div>
  );
}

/** The torch and camera buttons of a lock screen, with the app icon and its badge between them. */
function Dock(props: { readonly badge: number; readonly topic: string; readonly isGone: boolean }) {
  return (
    <div className={appIconStyles.dock}>
      <span className={appIconStyles.dockButton} aria-hidden>
        <Flashlight size={18} />
      </span>
      {!props.isGone && <AppIcon topic={props.topic} size={46} badge={props.badge} />}
      <span className={appIconStyles.dockButton} aria-hidden>
        <Camera size={18} />
      </span>
    </div>
  );
}
