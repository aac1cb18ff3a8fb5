import { useTranslation } from 'react-i18next';
import activityCardStyles from '../phone/activity-card.module.css';
import { AppIcon } from '../phone/app-icon.js';
import { appName } from '../phone/lock-screen.js';
import type { ActivityPreview } from '../phone/read-preview.js';
import styles from './activity-views.module.css';

/** The most values on a card; a real one has no room for more. */
const CARD_VALUES = 6;

interface ActivityProps {
  readonly activity: ActivityPreview;
  readonly topic: string;
}

/** A Live Activity on the lock screen. Only its app knows its layout, so its state is shown as received. */
export function ActivityCard({ activity, topic }: ActivityProps) {
  const { t } = useTranslation('preview');
  return (
    <article className={activityCardStyles.activity} data-state={activity.event === 'end' ? 'ended' : 'live'}>
      <header>
        <AppIcon topic={topic} size={24} />
        <b>{activity.name === '' ? appName(topic) : activity.name}</b>
        <span className={activityCardStyles.activityState}>
          <i aria-hidden />
          {t(`activity.${activity.event}`)}
        </span>
      </header>
      {activity.values.length === 0 ? (
        <p className={styles.noState}>{t('activity.noState')}</p>
      ) : (
        <dl>
          {activity.values.slice(0, CARD_VALUES).map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {activity.progress === null ? null : (
        <span className={styles.progress} aria-hidden>
          <span style={{ width: `${activity.progress * 100}%` }} />
        </span>
      )}
    </article>
  );
}

/** The compact island: the app on one side, its latest value on the other. */
export function CompactIsland({ activity, topic }: ActivityProps) {
  return (
    <div className={styles.islandCompact}>
      <AppIcon topic={topic} size={18} />
      <span className={styles.islandValue}>{newestValue(activity)}</span>
    </div>
  );
}

/** The expanded island: as much of the state as fits. */
export function ExpandedIsland({ activity, topic }: ActivityProps) {
  const { t } = useTranslation('preview');
  return (
    <div className={styles.islandExpanded}>
      <header>
        <AppIcon topic={topic} size={28} />
        <b>{activity.name === '' ? appName(topic) : activity.name}</b>
        <span>{t(`activity.${activity.event}`)}</span>
      </header>
      <dl>
        {activity.values.slice(-4).map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      {activity.progress === null ? null : (
        <span className={styles.progress} aria-hidden>
          <span style={{ width: `${activity.progress * 100}%` }} />
        </span>
      )}
    </div>
  );
}

function newestValue(activity: ActivityPreview): string {
  return activity.values.at(-1)?.value ?? '';
}
