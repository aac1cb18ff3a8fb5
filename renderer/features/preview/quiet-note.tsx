import {
  BellOff,
  CircleSlash,
  Download,
  FolderSync,
  Gauge,
  LayoutGrid,
  type LucideIcon,
  MapPin,
  Radio,
  Server,
  ToggleRight,
  Volume2,
  Watch,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { QuietKind } from '#shared/payload/preview';
import styles from './quiet-note.module.css';

const ICONS: Readonly<Record<QuietKind, LucideIcon>> = {
  background: Download,
  badge: Gauge,
  sound: Volume2,
  nothing: CircleSlash,
  complication: Watch,
  fileprovider: FolderSync,
  location: MapPin,
  pushtotalk: Radio,
  mdm: Server,
  widgets: LayoutGrid,
  controls: ToggleRight,
};

/** What a push does that shows nothing. */
export function QuietNote({ kind }: { readonly kind: QuietKind }) {
  const { t } = useTranslation('preview');
  const Icon = ICONS[kind];
  return (
    <div className={styles.quiet}>
      <span className={styles.quietIcon}>
        <Icon size={22} strokeWidth={1.6} aria-hidden />
      </span>
      <p className={styles.quietTitle}>{t(`quiet.${kind}.title`)}</p>
      <p className={styles.quietText}>{t(`quiet.${kind}.text`)}</p>
      {kind === 'nothing' || kind === 'sound' || kind === 'badge' ? null : (
        <p className={styles.quietMark}>
          <BellOff size={12} aria-hidden />
          {t('quiet.shows')}
        </p>
      )}
    </div>
  );
}
