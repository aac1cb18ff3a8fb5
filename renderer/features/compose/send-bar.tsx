import { Button } from '@mantine/core';
import { LockOpen, Send, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Environment, EnvironmentKind } from '#shared/apns/push';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import type { ComposeFields } from '../../state/compose-document.js';
import { useSending } from '../../state/sending-context.js';
import { isUnderWay, type SendState } from '../../state/use-send.js';
import { ENVIRONMENT_COLORS } from '../../theme/environment-colors.js';
import { KeyCaps } from '../../window/key-caps.js';
import { useShortcuts } from '../../window/use-shortcuts.js';
import { UnlockDialog } from '../credentials/unlock-dialog.js';
import styles from './compose.module.css';
import { SendStatus } from './send-status.js';

/** The Send button and a one-line result. The log below has the details. */
export function SendBar(props: { readonly document: ComposeFields }) {
  const { t } = useTranslation('compose');
  const { state: last, sentTo, start, cancel } = useSending();
  const { document } = props;
  // A result applies to one environment only: accepted by the simulator is not accepted by Apple.
  const state = isUnderWay(last) || isSamePlace(sentTo, document.environment) ? last : IDLE;
  const kind = document.environment.kind;
  useShortcuts({ send: start });
  return (
    <div className={styles.sendBar}>
      <SendStatus state={state} />
      <UnlockAndSend state={state} onUnlocked={start} />
      {isUnderWay(state) ? (
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
          className={styles.send}
          onClick={start}
        >
          {sendLabel(t, kind, document.targets.length)}
        </Button>
      )}
    </div>
  );
}

/** Offers to unlock the vault where it prevented a push from being sent, and then sends it. */
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

const IDLE: SendState = { kind: 'idle' };

function isSamePlace(one: Environment | null, other: Environment): boolean {
  if (one?.kind !== other.kind) return false;
  return one.kind !== 'custom' || (other.kind === 'custom' && one.url === other.url);
}

type Translate = ReturnType<typeof useTranslation<'compose'>>['t'];

function sendLabel(t: Translate, kind: EnvironmentKind, count: number): string {
  if (kind === 'production') return t('send.toProduction', { count: Math.max(1, count) });
  return count > 1 ? t('send.toMany', { count }) : t('send.one');
}
