import { CircleCheck, CircleDashed, CircleHelp, CircleX, LoaderCircle, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DOCTOR_STEPS, type DoctorStatus, type DoctorStep, type TlsFacts } from '#shared/apns/doctor';
import { useText } from '../../i18n/use-text.js';
import styles from './doctor.module.css';

const ICONS: Readonly<Record<DoctorStatus, LucideIcon>> = {
  ok: CircleCheck,
  failed: CircleX,
  skipped: CircleDashed,
  unsure: CircleHelp,
};

/** The steps of the diagnosis, from DNS to the topic, as their results arrive. */
export function StepList(props: { readonly steps: readonly DoctorStep[]; readonly isRunning: boolean }) {
  const { t } = useTranslation('doctor');
  const known = new Map(props.steps.map((step) => [step.step, step]));
  const next = props.isRunning ? DOCTOR_STEPS.find((name) => !known.has(name)) : undefined;
  return (
    <ol className={styles.steps} aria-label={t('steps.label')} aria-busy={props.isRunning}>
      {DOCTOR_STEPS.map((name) => {
        const step = known.get(name);
        if (step !== undefined) return <Step key={name} step={step} />;
        const Icon = name === next ? LoaderCircle : CircleDashed;
        return (
          <li key={name} className={styles.step} data-status={name === next ? 'running' : 'waiting'}>
            <Icon size={16} aria-hidden className={styles.icon} />
            <span className={styles.name}>{t(`step.${name}`)}</span>
          </li>
        );
      })}
    </ol>
  );
}

function Step({ step }: { readonly step: DoctorStep }) {
  const { t } = useTranslation('doctor');
  const text = useText();
  const Icon = ICONS[step.status];
  return (
    <li className={styles.step} data-status={step.status}>
      <Icon size={16} aria-label={t(`status.${step.status}`)} role="img" className={styles.icon} />
      <span className={styles.name}>{t(`step.${step.step}`)}</span>
      <span className={styles.duration}>
        {step.durationMs === null ? '' : t('duration', { ms: step.durationMs.toFixed(1) })}
      </span>
      <div className={styles.words}>
        {step.tls === null ? <p className={styles.detail}>{text(step.detail)}</p> : <Tls facts={step.tls} />}
        {step.hint === null ? null : <p className={styles.hint}>{text(step.hint)}</p>}
      </div>
    </li>
  );
}

function Tls({ facts }: { readonly facts: TlsFacts }) {
  const { t, i18n } = useTranslation('doctor');
  const { subject, issuer, notAfter, sha256 } = facts.serverCertificate;
  const date = new Date(notAfter).toLocaleDateString(i18n.language, { dateStyle: 'medium' });
  return (
    <dl className={styles.facts}>
      <dt>{t('tls.agreed')}</dt>
      <dd>{[facts.protocol, facts.cipher, facts.alpn ?? t('tls.noAlpn')].join(' · ')}</dd>
      <dt>{t('tls.subject')}</dt>
      <dd>{subject}</dd>
      <dt>{t('tls.issuer')}</dt>
      <dd>{issuer}</dd>
      <dt>{t('tls.notAfter')}</dt>
      <dd>{date}</dd>
      <dt>{t('tls.fingerprint')}</dt>
      <dd>
        <code>{sha256}</code>
      </dd>
    </dl>
  );
}
