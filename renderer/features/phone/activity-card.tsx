import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InboxItem } from '#shared/simulator/model';
import styles from './activity-card.module.css';
import { AppIcon } from './app-icon.js';
import { appName } from './lock-screen.js';
import { readItem } from './read-item.js';

/** Longer values do not fit into one column. Unit: characters. */
const LONG_VALUE = 7;
/** The most values on a card; a real one has little room, too. */
const MAX_VALUES = 6;
/** What arrived within this time is animated. Unit: milliseconds. */
const FRESH_MS = 2500;

/** A Live Activity with its state. Only its app knows its layout, so the values are shown as received. */
export function ActivityCard({ item, nowMs }: { readonly item: InboxItem; readonly nowMs: number }) {
  const { t } = useTranslation('simulator');
  const [seenAtMs] = useState(nowMs);
  const activity = readItem(item);
  if (activity.kind !== 'activity') return null;
  const state = activity.event === 'end' ? 'ended' : 'live';
  return (
    <article className={styles.activity} data-state={state} data-fresh={item.atMs > seenAtMs - FRESH_MS}>
      <header>
        <AppIcon topic={item.topic} size={24} />
        <b>{activity.name === '' ? appName(item.topic) : activity.name}</b>
        <span className={styles.activityState}>
          <i aria-hidden />
          {t(`inbox.activity.${state}`)}
        </span>
      </header>
      <dl key={item.atMs}>
        {activity.values.slice(0, MAX_VALUES).map(({ name, value }) => (
          <div key={name} data-long={value.length > LONG_VALUE}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}
