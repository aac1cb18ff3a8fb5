import { Camera, Flashlight, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-text.js';
import { AppIcon } from '../phone/app-icon.js';
import appIconStyles from '../phone/app-icon.module.css';
import iphoneStyles from '../phone/iphone.module.css';
import { appName } from '../phone/lock-screen.js';
import { lockScreenTime } from '../phone/lock-screen-time.js';
import { NotificationCard, Words } from '../phone/notification-card.js';
import notificationStackStyles from '../phone/notification-stack.module.css';
import { HomeScreen, LockClock, PhoneFrame } from '../phone/phone-frame.js';
import type { AlertPreview } from '../phone/read-preview.js';
import styles from './surfaces.module.css';

/** The lines of text that iOS allows a notification in each place. */
const LOCK_LINES = 4;
const BANNER_LINES = 2;
const LIST_LINES = 2;

export interface SurfaceProps {
  readonly alert: AlertPreview;
  readonly topic: string;
  readonly scheme: 'light' | 'dark';
  readonly nowMs: number;
}

export function LockSurface({ alert, topic, scheme, nowMs }: SurfaceProps) {
  return (
    <PhoneFrame scheme={scheme} nowMs={nowMs}>
      <LockClock nowMs={nowMs} />
      <div className={iphoneStyles.feed}>
        <NotificationCard alert={alert} topic={topic} bodyLines={LOCK_LINES} />
      </div>
      <div className={appIconStyles.dock}>
        <span className={appIconStyles.dockButton} aria-hidden>
          <Flashlight size={18} />
        </span>
        <span className={appIconStyles.dockButton} aria-hidden>
          <Camera size={18} />
        </span>
      </div>
    </PhoneFrame>
  );
}

export function BannerSurface({ alert, topic, scheme, nowMs }: SurfaceProps) {
  return (
    <PhoneFrame scheme={scheme} nowMs={nowMs}>
      <div className={styles.bannerPlace}>
        <NotificationCard alert={alert} topic={topic} bodyLines={BANNER_LINES} />
      </div>
      <HomeScreen />
    </PhoneFrame>
  );
}

export function ExpandedSurface({ alert, topic, scheme, nowMs }: SurfaceProps) {
  const { t } = useTranslation('preview');
  return (
    <PhoneFrame scheme={scheme} nowMs={nowMs}>
      <div className={styles.dimmed}>
        <div className={styles.longLook}>
          <header>
            <AppIcon topic={topic} size={20} />
            <span>{appName(topic)}</span>
            <time>{t('now')}</time>
            <X size={14} aria-hidden />
          </header>
          <div className={styles.longWords} tabIndex={0} role="region" aria-label={t('surface.expanded')}>
            {alert.title.words === '' ? null : (
              <p dir="auto">
                <b>
                  <Words text={alert.title} />
                </b>
              </p>
            )}
            {alert.subtitle.words === '' ? null : (
              <p dir="auto">
                <b>
                  <Words text={alert.subtitle} />
                </b>
              </p>
            )}
            <p dir="auto" className={styles.longBody}>
              <Words text={alert.body} />
            </p>
          </div>
        </div>
        {alert.category === null ? null : (
          <div className={styles.longActions}>
            <span>{t('categoryActions', { category: alert.category })}</span>
          </div>
        )}
      </div>
    </PhoneFrame>
  );
}

export function ListSurface({ alert, topic, scheme, nowMs }: SurfaceProps) {
  const { t } = useTranslation('preview');
  return (
    <PhoneFrame scheme={scheme} nowMs={nowMs}>
      <LockClock nowMs={nowMs} />
      <div className={iphoneStyles.feed}>
        <p className={styles.listTitle}>{t('list.title')}</p>
        <div className={notificationStackStyles.stack} data-depth="2">
          <NotificationCard alert={alert} topic={topic} bodyLines={LIST_LINES} />
          <span className={notificationStackStyles.stackCount}>{t('list.more')}</span>
        </div>
        <p className={styles.listNote}>
          {alert.threadId === null
            ? t('list.byApp', { app: appName(topic) })
            : t('list.byThread', { thread: alert.threadId })}
        </p>
      </div>
    </PhoneFrame>
  );
}

export function HomeSurface({ alert, topic, scheme, nowMs }: SurfaceProps) {
  return <BadgeOnIcon badge={alert.badge} topic={topic} scheme={scheme} nowMs={nowMs} />;
}

/** The app among others, with its badge. */
export function BadgeOnIcon(props: {
  readonly badge: number | null;
  readonly topic: string;
  readonly scheme: 'light' | 'dark';
  readonly nowMs: number;
}) {
  return (
    <PhoneFrame scheme={props.scheme} nowMs={props.nowMs}>
      <HomeScreen>
        <span className={styles.ownApp}>
          <AppIcon topic={props.topic} size={52} badge={props.badge ?? 0} />
          <span className={styles.appName}>{appName(props.topic)}</span>
        </span>
      </HomeScreen>
    </PhoneFrame>
  );
}

/** The short look: icon, title, app. Shown for a moment while the wrist is raised. */
export function WatchSurface({ alert, topic, nowMs }: SurfaceProps) {
  const language = useLanguage();
  return (
    <div className={styles.watch}>
      <div className={styles.watchScreen}>
        <span className={styles.watchTime} aria-hidden>
          {lockScreenTime(nowMs, language)}
        </span>
        <AppIcon topic={topic} size={62} />
        <p className={styles.watchTitle} dir="auto">
          <Words text={alert.title.words === '' ? alert.body : alert.title} />
        </p>
        <p className={styles.watchApp}>{appName(topic)}</p>
      </div>
    </div>
  );
}
