import { useTranslation } from 'react-i18next';
import styles from './app-icon.module.css';
import { appName, appOf } from './lock-screen.js';

interface AppIconProps {
  readonly topic: string;
  /** Unit: CSS pixels. */
  readonly size: number;
  readonly badge?: number;
}

/** A generated icon for the app of a topic: a bundle ID always gets the same colour and letter. */
export function AppIcon({ topic, size, badge = 0 }: AppIconProps) {
  const { t } = useTranslation('simulator');
  return (
    <span className={styles.iconFrame} style={{ width: size, height: size }}>
      <span
        className={styles.icon}
        style={{ backgroundImage: gradientOf(appOf(topic)), fontSize: size * 0.5 }}
        aria-hidden
      >
        {appName(topic).charAt(0)}
      </span>
      {badge > 0 && (
        <span className={styles.badge} key={badge} role="img" aria-label={t('inbox.badge', { count: badge })}>
          {badge > 9999 ? '9999+' : badge}
        </span>
      )}
    </span>
  );
}

/** Hues with enough contrast for a white letter. Unit: degrees on the colour wheel. */
const HUES = [212, 262, 336, 8, 168, 196, 286, 24];

function gradientOf(bundleId: string): string {
  let hash = 7;
  for (const character of bundleId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  const hue = HUES[hash % HUES.length] ?? 212;
  return `linear-gradient(160deg, hsl(${hue} 76% 60%), hsl(${hue + 28} 70% 40%))`;
}
