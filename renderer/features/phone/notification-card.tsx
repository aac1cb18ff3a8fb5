import { useTranslation } from 'react-i18next';
import { AppIcon } from './app-icon.js';
import { appName } from './lock-screen.js';
import phone from './notification-stack.module.css';
import classes from './notification-card.module.css';
import type { AlertPreview, PreviewText } from './read-preview.js';

/** A notification as a card, cut off where iOS cuts it off. */
export function NotificationCard(props: {
  readonly alert: AlertPreview;
  readonly topic: string;
  /** How many lines the text may take; `null` shows all of it. */
  readonly bodyLines: number | null;
}) {
  const { t } = useTranslation('preview');
  const { alert, topic } = props;
  const isLoud = alert.level === 'time-sensitive' || alert.level === 'critical';
  return (
    <article className={phone['banner']} data-level={alert.level}>
      <AppIcon topic={topic} size={34} />
      <div className={phone['banner-words']}>
        {isLoud ? <span className={phone['level']}>{t(`level.${alert.level}`)}</span> : null}
        <p className={phone['banner-title']}>
          <b dir="auto">{alert.title.words === '' ? appName(topic) : <Words text={alert.title} />}</b>
          <time>{t('now')}</time>
        </p>
        {alert.subtitle.words === '' ? null : (
          <p className={phone['banner-subtitle']} dir="auto">
            <Words text={alert.subtitle} />
          </p>
        )}
        {alert.body.words === '' ? null : (
          <p
            className={phone['banner-body']}
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

/** Words as they are; a key in a form that says it is one. */
export function Words({ text }: { readonly text: PreviewText }) {
  return text.isKey ? <span className={classes['key']}>{text.words}</span> : text.words;
}
