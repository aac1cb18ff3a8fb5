import { BellRing, Cpu, Hash, type LucideIcon, MoonStar, Puzzle, Volume2, VolumeX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AlertPreview } from '../phone/read-preview.js';
import styles from './preview-facts.module.css';

/** The effects that the picture cannot show: sound, badge, Focus, work of the app. */
export function PreviewFacts({ alert }: { readonly alert: AlertPreview }) {
  const { t } = useTranslation('preview');
  const facts: { readonly icon: LucideIcon; readonly words: string }[] = [
    soundFact(alert, t),
    ...(alert.badge === null ? [] : [{ icon: Hash, words: badgeFact(alert.badge, t) }]),
    ...(alert.level === 'active' ? [] : [{ icon: MoonStar, words: t(`facts.${alert.level}`) }]),
    ...(alert.isMutable ? [{ icon: Puzzle, words: t('facts.mutable') }] : []),
    ...(alert.wakesApp ? [{ icon: Cpu, words: t('facts.wakes') }] : []),
  ];
  return (
    <ul className={styles.facts} aria-label={t('facts.label')}>
      {facts.map(({ icon: Icon, words }) => (
        <li key={words}>
          <Icon size={13} aria-hidden />
          <span>{words}</span>
        </li>
      ))}
    </ul>
  );
}

type Translate = ReturnType<typeof useTranslation<'preview'>>['t'];

function soundFact(alert: AlertPreview, t: Translate): { readonly icon: LucideIcon; readonly words: string } {
  if (alert.level === 'critical' && alert.sound !== null) {
    return { icon: BellRing, words: t('facts.criticalSound') };
  }
  if (alert.sound === null || alert.level === 'passive') return { icon: VolumeX, words: t('facts.noSound') };
  return alert.sound === 'default'
    ? { icon: Volume2, words: t('facts.defaultSound') }
    : { icon: Volume2, words: t('facts.sound', { name: alert.sound }) };
}

function badgeFact(badge: number, t: Translate): string {
  return badge === 0 ? t('facts.badgeRemoved') : t('facts.badge', { number: badge });
}
