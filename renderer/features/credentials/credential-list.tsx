import { Award, BadgeCheck, CircleAlert, FileKey2, KeyRound, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { expiryOf } from '#shared/credentials/expiry';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { formatRelative } from '../../components/time-format.js';
import { useNow } from '../../components/use-now.js';
import { useLanguage } from '../../i18n/use-text.js';
import { useCredentialName } from '../../state/use-credential-name.js';
import { useArrowNavigation } from '../../window/use-arrow-navigation.js';
import styles from './credential-list.module.css';
import credentialsStyles from './credentials.module.css';

const ICONS: Readonly<Record<CredentialSummary['kind'], LucideIcon>> = {
  identity: Award,
  'apns-key': FileKey2,
  'private-key': KeyRound,
  certificate: BadgeCheck,
};

interface CredentialListProps {
  readonly credentials: readonly CredentialSummary[];
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
}

/** The stored credentials, those that can send first. Supports arrow keys. */
export function CredentialList({ credentials, selectedId, onSelect }: CredentialListProps) {
  const { t } = useTranslation('credentials');
  const steps = useArrowNavigation();
  return (
    <ul {...steps} className={styles.list} aria-label={t('list.label')}>
      {sorted(credentials).map((credential) => (
        <li key={credential.id}>
          <ListEntry
            credential={credential}
            selected={credential.id === selectedId}
            onSelect={() => onSelect(credential.id)}
          />
        </li>
      ))}
    </ul>
  );
}

function sorted(credentials: readonly CredentialSummary[]): readonly CredentialSummary[] {
  const rank = ({ kind, sample }: CredentialSummary): number =>
    (sample ? 2 : 0) + (kind === 'identity' || kind === 'apns-key' ? 0 : 1);
  return credentials.toSorted((one, other) => rank(one) - rank(other) || other.addedAtMs - one.addedAtMs);
}

function ListEntry(props: {
  readonly credential: CredentialSummary;
  readonly selected: boolean;
  readonly onSelect: () => void;
}) {
  const { credential } = props;
  const { t } = useTranslation('credentials');
  const name = useCredentialName(credential);
  const Icon = ICONS[credential.kind];
  return (
    <button
      type="button"
      className={styles.entry}
      aria-current={props.selected ? 'true' : undefined}
      onClick={props.onSelect}
    >
      <span className={credentialsStyles.kindIcon} data-kind={credential.kind}>
        <Icon size={16} strokeWidth={1.7} aria-hidden />
      </span>
      <span className={styles.entryWords}>
        <span className={styles.entryName}>
          {name}
          {credential.sample && <span className={credentialsStyles.sample}>{t('sample.badge')}</span>}
        </span>
        <span className={credentialsStyles.quiet}>
          {t(`kindShort.${credential.kind}`)}
          <ExpiryShort credential={credential} />
        </span>
      </span>
    </button>
  );
}

function ExpiryShort({ credential }: { readonly credential: CredentialSummary }) {
  const { t } = useTranslation('credentials');
  const language = useLanguage();
  const nowMs = useNow();
  const leaf = credential.inspection.certificates[0];
  if (leaf === undefined) return null;
  const { state, atMs } = expiryOf(leaf, nowMs);
  if (state === 'valid') return null;
  return (
    <span className={credentialsStyles.expiry} data-state={state}>
      <CircleAlert size={12} aria-hidden />
      {t(`expiryShort.${state}`, { when: formatRelative(atMs, nowMs, language) })}
    </span>
  );
}
