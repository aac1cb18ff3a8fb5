import { Button } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ChannelResult } from '#shared/apns/channel';
import type { FixAction } from '#shared/apns/explanation';
import { useText } from '../../i18n/use-text.js';
import { goTo } from '../../window/navigation.js';
import { OutcomeBadge } from '../delivery/outcome-badge.js';
import styles from './channels.module.css';
import { useScope } from './scope-context.js';

export type Rejection = Extract<ChannelResult<unknown>, { readonly ok: false }>;

/** Why a channel request was rejected: the reason, what it means for this request, and what to do. */
export function RejectionNotice(props: { readonly refusal: Rejection; readonly onRetry?: () => void }) {
  const { t } = useTranslation('channels');
  const text = useText();
  const { outcome, status, reason, failure, explanation } = props.refusal;
  const code = [status, reason ?? failure?.code].filter((part) => part !== null && part !== undefined);
  return (
    <div className={styles.refusal} data-outcome={outcome} role="alert">
      <p className={styles.verdict}>
        <OutcomeBadge outcome={outcome} />
        <code>{code.join(' ')}</code>
      </p>
      {explanation === null ? null : (
        <>
          <p>{text(explanation.cause)}</p>
          <p className={styles.fix}>{text(explanation.fix)}</p>
        </>
      )}
      {explanation === null && failure !== null ? (
        <>
          <p>{text(failure.message)}</p>
          <p className={styles.fix}>{text(failure.hint)}</p>
        </>
      ) : null}
      <div className={styles.buttons}>
        {(explanation?.actions ?? []).map(({ label, action }) => (
          <FixButton key={text(label)} label={text(label)} action={action} />
        ))}
        {props.onRetry === undefined ? null : (
          <Button variant="default" onClick={props.onRetry}>
            {t('again')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** The fixes that apply without a push: another environment, and the credential. */
function FixButton({ label, action }: { readonly label: string; readonly action: FixAction }) {
  const { scope, change } = useScope();
  switch (action.kind) {
    case 'open-credential':
      return (
        <Button
          variant="default"
          leftSection={<KeyRound size={13} aria-hidden />}
          onClick={() => goTo('credentials', { id: action.credentialId })}
        >
          {label}
        </Button>
      );
    case 'use-environment':
      return (
        <Button variant="default" onClick={() => change({ ...scope, environment: action.environment })}>
          {label}
        </Button>
      );
    case 'set-headers':
    case 'remove-headers':
    case 'renew-provider-token':
    case 'shrink-payload':
    case 'mark-device-gone':
      return null;
  }
}
