import { ChevronUp } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InboxItem } from '#shared/simulator/model';
import { formatRelative } from '../../components/time-format.js';
import { useLanguage } from '../../i18n/use-text.js';
import { AppIcon } from './app-icon.js';
import { appName, type Stack } from './lock-screen.js';
import { Words } from './notification-card.js';
import styles from './notification-stack.module.css';
import { readItem } from './read-item.js';
import type { AlertPreview, PreviewText } from './read-preview.js';

/** What arrived within this time is animated; everything else was there before. Unit: milliseconds. */
const FRESH_MS = 2500;

interface NotificationStackProps {
  readonly stack: Stack;
  readonly nowMs: number;
}

/** The notifications of one thread: the latest with the others behind it, or all of them. */
export function NotificationStack({ stack, nowMs }: NotificationStackProps) {
  const { t } = useTranslation('simulator');
  const [expanded, setExpanded] = useState(false);
  const [newest, ...others] = stack.items;
  if (others.length === 0) {
    return <Banner key={bannerKey(newest)} item={newest} nowMs={nowMs} />;
  }
  if (!expanded) {
    return (
      <div className={styles.stack} data-depth={Math.min(others.length, 2)}>
        <Banner key={bannerKey(newest)} item={newest} nowMs={nowMs} />
        <span className={styles.stackCount} aria-hidden>
          {t('inbox.more', { count: others.length })}
        </span>
        <button
          type="button"
          aria-expanded={false}
          aria-label={t('inbox.showMore', { count: others.length, app: appName(newest.topic) })}
          onClick={() => setExpanded(true)}
        />
      </div>
    );
  }
  return (
    <div className={styles.stackOpen}>
      <div className={styles.stackHead}>
        <b>{appName(newest.topic)}</b>
        <button type="button" aria-expanded onClick={() => setExpanded(false)}>
          <ChevronUp size={12} aria-hidden />
          {t('inbox.showLess')}
        </button>
      </div>
      {stack.items.map((item) => (
        <Banner key={bannerKey(item)} item={item} nowMs={nowMs} />
      ))}
    </div>
  );
}

/** A collapsed push keeps its ID; with the time in its key it is animated again. */
function bannerKey({ id, atMs }: InboxItem): string {
  return `${id}@${atMs}`;
}

function Banner({ item, nowMs }: { readonly item: InboxItem; readonly nowMs: number }) {
  const { t } = useTranslation('simulator');
  const language = useLanguage();
  const words = useBannerWords(item);
  const [fresh] = useState(() => nowMs - item.atMs < FRESH_MS);
  const isMoment = nowMs - item.atMs < 60_000;
  return (
    <article className={styles.banner} data-fresh={fresh} data-level={words.level}>
      <AppIcon topic={item.topic} size={34} />
      <div className={styles.bannerWords}>
        {words.level !== 'active' && words.level !== 'passive' && (
          <span className={styles.level}>{t(`inbox.level.${words.level}`)}</span>
        )}
        <p className={styles.bannerTitle}>
          <b dir="auto">
            <Words text={words.title} />
          </b>
          <time dateTime={new Date(item.atMs).toISOString()}>
            {isMoment ? t('inbox.now') : formatRelative(item.atMs, nowMs, language)}
          </time>
        </p>
        {words.subtitle.words !== '' && (
          <p className={styles.bannerSubtitle} dir="auto">
            <Words text={words.subtitle} />
          </p>
        )}
        {words.body.words !== '' && (
          <p className={styles.bannerBody} dir="auto">
            <Words text={words.body} />
          </p>
        )}
        {item.stored && <span className={styles.stored}>{t('inbox.stored')}</span>}
      </div>
    </article>
  );
}

const plain = (words: string): PreviewText => ({ words, isKey: false });

/** The text of a banner: the alert, or a missed call. */
function useBannerWords(item: InboxItem): Pick<AlertPreview, 'title' | 'subtitle' | 'body' | 'level'> {
  const { t } = useTranslation('simulator');
  const reading = readItem(item);
  const app = plain(appName(item.topic));
  if (reading.kind === 'alert') return reading.title.words === '' ? { ...reading, title: app } : reading;
  const isCall = reading.kind === 'call';
  return {
    title: isCall && reading.caller !== '' ? plain(reading.caller) : app,
    subtitle: plain(''),
    body: plain(isCall ? t('inbox.missedCall') : ''),
    level: 'active',
  };
}
