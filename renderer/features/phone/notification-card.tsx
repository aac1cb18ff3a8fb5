import { useTranslation } from 'react-i18next';
import { AppIcon } from './app-icon.js';
import { appName } from './lock-screen.js';
import styles from './notification-card.module.css';
import notificationStackStyles from './notification-stack.module.css';
import type { AlertPreview, PreviewText } from './read-preview.js';

/** A notification as a card, truncated where iOS truncates it. */
export function NotificationCard(props: {
  readonly alert: AlertPreview;
  readonly topic: string;
  /** The most lines of text; `null` shows all of it. */
  readonly bodyLines: number | null;
}) {
  const { t } = useTranslation('preview');
  const { alert, topic } = props;
  const isLoud = alert.level === 'time-sensitive' || alert.level === 'critical';
  return (
    <article className={notificationStackStyles.banner} data-level={alert.level}>
      <AppIcon topic={topic} size={34} />
      <div className={notificationStackStyles.bannerWords}>
        {isLoud ? <span className={notificationStackStyles.level}>{t(`level.${alert.level}`)}</span> : null}
        <p className={notificationStackStyles.bannerTitle}>
          <b dir="auto">{alert.title.words === '' ? appName(topic) : <Words text={alert.title} />}</b>
          <time>{t('now')}</time>
        </p>
        {alert.subtitle.words === '' ? null : (
          <p className={notificationStackStyles.bannerSubtitle} dir="auto">
            <Words text={alert.subtitle} />
          </p>
        )}
        {alert.body.words === '' ? null : (
          <p
            className={notificationStackStyles.bannerBody}
            dir="auto"
            style={{ WebkitLineClamp: props.bodyLines ?? 'none' }}
          >
            <Words text={alert.body} />
          </p>
        )}
      </div>
    </article>
  );
}

/** Literal text as it is; a localisation key marked as such. */
export function Words({ text }: { readonly text: PreviewText }) {
  return text.isKey ? <span className={styles.key}>{text.words}</span> : text.words;
}
