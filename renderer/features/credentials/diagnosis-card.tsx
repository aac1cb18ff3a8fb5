import {
  Award,
  BadgeCheck,
  CircleAlert,
  FileKey2,
  FileQuestion,
  KeyRound,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { expiryOf } from '#shared/credentials/expiry';
import type { CertificateFacts, CredentialKind, Inspection } from '#shared/credentials/inspection';
import { CopyValue } from '../../components/copy-value.js';
import { EnvironmentBadge } from '../../components/environment-badge.js';
import { formatDate, formatRelative } from '../../components/time-format.js';
import { useNow } from '../../components/use-now.js';
import { useLanguage, useText } from '../../i18n/use-text.js';
import credentialsStyles from './credentials.module.css';
import styles from './diagnosis-card.module.css';
import { groupHex } from './group-hex.js';

const ICONS: Readonly<Record<CredentialKind, LucideIcon>> = {
  identity: Award,
  certificate: BadgeCheck,
  'private-key': KeyRound,
  'apns-key': FileKey2,
  'certificate-request': FileQuestion,
};

interface DiagnosisCardProps {
  readonly inspection: Inspection;
  readonly teamId: string | null;
}

/** What a credential file is: its owner, apps, environments and expiry, and what it can send. */
export function DiagnosisCard({ inspection, teamId }: DiagnosisCardProps) {
  const { t } = useTranslation('credentials');
  const text = useText();
  const leaf = inspection.certificates[0];
  const Icon = ICONS[inspection.kind];
  const kind = t(`kind.${inspection.kind}`);
  const name = nameOf(inspection);
  const pushKind = leaf?.pushKind ?? null;
  const team = teamId ?? leaf?.teamId ?? null;
  return (
    <div className={credentialsStyles.diagnosis}>
      <div className={credentialsStyles.diagnosisHead}>
        <span className={credentialsStyles.kindIcon} data-kind={inspection.kind}>
          <Icon size={18} strokeWidth={1.7} aria-hidden />
        </span>
        <div>
          <p className={styles.diagnosisName}>{name ?? kind}</p>
          {name !== null && (
            <p className={credentialsStyles.quiet}>
              {kind}
              {pushKind !== null && ` · ${t(`pushKind.${pushKind}`)}`}
            </p>
          )}
        </div>
      </div>
      <Warnings inspection={inspection} />
      <dl className={styles.diagnosisFacts}>
        {leaf !== undefined && <CertificateRows leaf={leaf} />}
        {inspection.kind === 'apns-key' && (
          <Row name={t('fact.environments')}>
            <span className={styles.chips}>
              <EnvironmentBadge kind="sandbox" />
              <EnvironmentBadge kind="production" />
            </span>
          </Row>
        )}
        <KeyRow inspection={inspection} />
        {inspection.keyId !== null && (
          <Row name={t('fact.keyId')}>
            <CopyValue value={inspection.keyId} label={t('fact.keyId')} />
          </Row>
        )}
        {team !== null && (
          <Row name={t('fact.team')}>
            <CopyValue value={team} label={t('fact.team')} />
          </Row>
        )}
        {leaf !== undefined && (
          <>
            <Row name={t('fact.issuer')}>{leaf.issuer}</Row>
            <Row name={t('fact.sha256')}>
              <span className={styles.fingerprint}>
                <CopyValue value={leaf.sha256} wrap shown={groupHex(leaf.sha256)} label={t('fact.sha256')} />
              </span>
            </Row>
          </>
        )}
        {inspection.abilities.length > 0 && (
          <Row name={t('fact.abilities')}>
            <ul className={styles.abilities}>
              {inspection.abilities.map((ability) => (
                <li key={ability.en}>{text(ability)}</li>
              ))}
            </ul>
          </Row>
        )}
      </dl>
    </div>
  );
}

function nameOf(inspection: Inspection): string | null {
  return (
    inspection.certificates[0]?.commonName ??
    (inspection.keyId === null ? null : `AuthKey_${inspection.keyId}`)
  );
}

function Warnings({ inspection }: { readonly inspection: Inspection }) {
  const text = useText();
  if (inspection.warnings.length === 0) return null;
  return (
    <ul className={styles.warnings}>
      {inspection.warnings.map(({ code, message }) => (
        <li key={code}>
          <TriangleAlert size={14} aria-hidden />
          {text(message)}
        </li>
      ))}
    </ul>
  );
}

function CertificateRows({ leaf }: { readonly leaf: CertificateFacts }) {
  const { t } = useTranslation('credentials');
  return (
    <>
      {leaf.topics.length > 0 && (
        <Row name={t('fact.topics', { count: leaf.topics.length })}>
          <ul className={styles.topics}>
            {leaf.topics.map(({ topic, labels }) => (
              <li key={topic}>
                <code>{topic}</code>
                {labels.map((label) => (
                  <span key={label} className={credentialsStyles.labelChip}>
                    {label}
                  </span>
                ))}
              </li>
            ))}
          </ul>
        </Row>
      )}
      <Row name={t('fact.environments')}>
        {leaf.environments.length === 0 ? (
          t('fact.noEnvironments')
        ) : (
          <span className={styles.chips}>
            {leaf.environments.map((environment) => (
              <EnvironmentBadge key={environment} kind={environment} />
            ))}
          </span>
        )}
      </Row>
      <Row name={t('fact.expiry')}>
        <ExpiryWords certificate={leaf} />
      </Row>
      {leaf.organization !== null && <Row name={t('fact.organization')}>{leaf.organization}</Row>}
    </>
  );
}

/** When a certificate expires, relative and as a date; an icon marks what needs attention. */
function ExpiryWords({ certificate }: { readonly certificate: CertificateFacts }) {
  const { t } = useTranslation('credentials');
  const language = useLanguage();
  const nowMs = useNow();
  const { state, atMs } = expiryOf(certificate, nowMs);
  return (
    <span className={credentialsStyles.expiry} data-state={state}>
      {state !== 'valid' && <CircleAlert size={14} aria-hidden />}
      {t(`expiry.${state}`, {
        when: formatRelative(atMs, nowMs, language),
        date: formatDate(atMs, language),
      })}
    </span>
  );
}

function KeyRow({ inspection }: { readonly inspection: Inspection }) {
  const { t } = useTranslation('credentials');
  const { key, kind } = inspection;
  const leaf = inspection.certificates[0];
  // For a certificate alone these are facts of its public key: the private key is elsewhere.
  if (key === null || kind === 'certificate') {
    return leaf === undefined ? null : <Row name={t('fact.key')}>{t('key.absent')}</Row>;
  }
  const words = key.curve ?? t('key.bits', { count: key.bits });
  const match = kind === 'identity' ? t('key.matches') : leaf !== undefined ? t('key.alone') : null;
  return (
    <Row name={t('fact.key')}>
      {key.algorithm} {words}
      {match !== null && ` · ${match}`}
    </Row>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
