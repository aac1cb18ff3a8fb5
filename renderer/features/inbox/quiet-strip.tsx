import { Button } from '@mantine/core';
import { CircleDot, Ear, type LucideIcon, Moon, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InboxItem } from '#shared/simulator/model';
import { formatRowTime } from '../../components/time-format.js';
import { useNow } from '../../components/use-now.js';
import { useLanguage } from '../../i18n/use-text.js';
import { phoneQuiet } from '../phone/lock-screen.js';
import type { Phone } from '../phone/phones.js';
import styles from './inbox.module.css';

const ICONS: Readonly<Partial<Record<InboxItem['presentation'], LucideIcon>>> = {
  background: RefreshCw,
  badge: CircleDot,
  silent: Moon,
};

/** Pushes that reached the app without showing anything; without this list they would seem lost. */
export function QuietStrip({ phone }: { readonly phone: Phone }) {
  const { t } = useTranslation('simulator');
  const language = useLanguage();
  const nowMs = useNow();
  const [open, setOpen] = useState(false);
  const quiet = phoneQuiet(phone);
  if (quiet.length === 0) return null;
  const shown = open ? quiet : quiet.slice(0, 1);
  return (
    <section className={styles.quiet} aria-label={t('inbox.quiet.label')}>
      <ul>
        {shown.map((item, index) => {
          const Icon = ICONS[item.presentation] ?? Ear;
          return (
            <li key={item.id}>
              <Icon size={13} aria-hidden />
              <span>{t(`inbox.quiet.${quietKind(item)}`, { type: item.pushType })}</span>
              {index === 0 && quiet.length > 1 && (
                <Button
                  variant="subtle"
                  size="compact-xs"
                  aria-expanded={open}
                  onClick={() => setOpen(!open)}
                >
                  {open ? t('inbox.showLess') : t('inbox.quiet.more', { count: quiet.length - 1 })}
                </Button>
              )}
              <time>{formatRowTime(item.atMs, nowMs, language)}</time>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function quietKind({ presentation }: InboxItem): 'background' | 'badge' | 'silent' | 'other' {
  return presentation === 'background' || presentation === 'badge' || presentation === 'silent'
    ? presentation
    : 'other';
}
