import { useState } from 'react';
import { Button, Loader } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { CircleCheck, CircleX, LockOpen, Send, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { EnvironmentKind } from '#shared/apns/push';
import { KeyCaps } from '../../components/key-caps.js';
import { useText } from '../../i18n/use-text.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import { SHORTCUTS } from '../../shell/shortcuts.js';
import { ENVIRONMENT_COLORS } from '../../theme/environment-colors.js';
import { UnlockDialog } from '../credentials/unlock-dialog.js';
import type { ComposeFields } from './compose-document.js';
import classes from './compose.module.css';
import { summarizeDeliveries } from './summarize-deliveries.js';
import { useSending } from './sending-context.js';
import type { SendState } from './use-send.js';

/** The button everything leads to, and in one line what became of it. The log below has the details. */
export function SendBar(props: { readonly document: ComposeFields }) {
  const { t } = useTranslation('compose');
  const { state, start, cancel } = useSending();
  const { document } = props;
  const kind = document.environment.kind;
  useHotkeys([[SHORTCUTS.send, start]], [], true);
  return (
    <div className={classes['sendBar']}>
      <SendStatus state={state} />
      <UnlockAndSend state={state} onUnlocked={start} />
      {state.kind === 'sending' ? (
        <Button
          color={ENVIRONMENT_COLORS[kind]}
          variant="light"
          leftSection={<X size={14} aria-hidden />}
          onClick={cancel}
        >
          {t('send.cancel')}
        </Button>
      ) : (
        <Button
          color={ENVIRONMENT_COLORS[kind]}
          leftSection={<Send size={14} aria-hidden />}
          rightSection={<KeyCaps shortcut="send" />}
          className={classes['send'] ?? ''}
          onClick={start}
        >
          {sendLabel(t, kind, document.targets.length)}
        </Button>
      )}
    </div>
  );
}

/** Offers to unlock the vault where it kept a push from being sent, and sends it then. */
function UnlockAndSend({
  state,
  onUnlocked,
}: {
  readonly state: SendState;
  readonly onUnlocked: () => void;
}) {
  const { t } = useTranslation('compose');
  const toErrorMessage = useToErrorMessage();
  const [asking, setAsking] = useState(false);
  if (state.kind !== 'failed' || toErrorMessage(state.error).code !== 'vault-locked') return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<LockOpen size={14} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t('send.unlock')}
      </Button>
      {asking && (
        <UnlockDialog
          onClose={() => setAsking(false)}
          onUnlocked={() => {
            setAsking(false);
            onUnlocked();
          }}
        />
      )}
    </>
  );
}

type Translate = ReturnType<typeof useTranslation<'compose'>>['t'];

function sendLabel(t: Translate, kind: EnvironmentKind, count: number): string {
  if (kind === 'production') return t('send.toProduction', { count });
  return count > 1 ? t('send.toMany', { count }) : t('send.one');
}

function SendStatus({ state }: { readonly state: SendState }) {
  const { t } = useTranslation('compose');
  const text = useText();
  const toErrorMessage = useToErrorMessage();
  switch (state.kind) {
    case 'idle':
      return <span className={classes['status']} role="status" />;
    case 'sending':
      return (
        <span className={classes['status']} role="status">
          <Loader size={12} />
          {state.total > 1 ? t('send.progress', { done: state.done, total: state.total }) : t('send.sending')}
        </span>
      );
    case 'cancelled':
      return (
        <span className={classes['status']} role="status">
          {t('send.cancelled', { done: state.done, total: state.total })}
        </span>
      );
    case 'failed': {
      const { message, hint } = toErrorMessage(state.error);
      return (
        <span className={classes['status']} data-outcome="rejected" role="alert">
          <CircleX size={14} aria-hidden />
          <span className={classes['statusWords']} title={`${text(message)} ${text(hint)}`}>
            {text(message)} {text(hint)}
          </span>
        </span>
      );
    }
    case 'done': {
      const summary = summarizeDeliveries(state.deliveries);
      return (
        <span className={classes['status']} data-outcome={summary.outcome} role="status">
          {summary.outcome === 'accepted' ? (
            <CircleCheck size={14} aria-hidden />
          ) : (
            <CircleX size={14} aria-hidden />
          )}
          <span className={classes['statusWords']}>{describe(t, summary)}</span>
        </span>
      );
    }
  }
}

function describe(t: Translate, summary: ReturnType<typeof summarizeDeliveries>): string {
  if (summary.only === null) {
    return t('send.many', { accepted: summary.accepted, total: summary.total });
  }
  const { outcome, status, reason, totalMs } = summary.only;
  switch (outcome) {
    case 'accepted':
      return t('send.accepted', { status: status ?? 200, ms: totalMs });
    case 'rejected':
      return t('send.rejected', { status: status ?? 0, reason: reason ?? '' });
    case 'failed':
      return t('send.failed');
    case 'unknown':
      return t('send.unknown');
  }
}
