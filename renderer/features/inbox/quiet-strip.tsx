import { CircleDot, Ear, Moon, RefreshCw, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { InboxItem } from '#shared/simulator/model';
import { useLanguage } from '../../i18n/use-text.js';
import { formatRowTime } from '../log/time-format.js';
import { useNow } from '../log/use-now.js';
import { phoneQuiet } from './lock-screen.js';
import type { Phone } from './phones.js';
import styles from './inbox.module.css';

/** Rows in sight; the simulator's screen has all of them. */
const MAX_ROWS = 3;

const ICONS: Readonly<Partial<Record<InboxItem['presentation'], LucideIcon>>> = {
  background: RefreshCw,
  badge: CircleDot,
  silent: Moon,
};

/** Pushes that reached the app without showing anything: otherwise they would seem lost. */
export function QuietStrip({ phone }: { readonly phone: Phone }) {
  const { t } = useTranslation('simulator');
  const language = useLanguage();
  const nowMs = useNow();
  const quiet = phoneQuiet(phone);
  if (quiet.length === 0) return null;
  return (
    <section className={styles['quiet']} aria-label={t('inbox.quiet.label')}>
      <h3>{t('inbox.quiet.label')}</h3>
      <ul>
        {quiet.slice(0, MAX_ROWS).map((item) => {
          const Icon = ICONS[item.presentation] ?? Ear;
          return (
            <li key={item.id}>
              <Icon size={13} aria-hidden />
              <span>{t(`inbox.quiet.${quietKind(item)}`, { type: item.pushType })}</span>
              <time>{formatRowTime(item.atMs, nowMs, language)}</time>
            </li>
          );
        })}
      </ul>
      {quiet.length > MAX_ROWS && <p>{t('inbox.quiet.more', { count: quiet.length - MAX_ROWS })}</p>}
    </section>
  );
}

function quietKind({ presentation }: InboxItem): 'background' | 'badge' | 'silent' | 'other' {
  return presentation === 'background' || presentation === 'badge' || presentation === 'silent'
    ? presentation
    : 'other';
}
