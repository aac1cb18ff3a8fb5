import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Environment } from '#shared/apns/push';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { useCredentials } from '../platform/credentials-context.js';
import { useCompose, useSimulated } from './compose-context.js';
import { assertNoSimulated, realSendOf } from './real-send.js';
import { confirmRealSend } from './real-send-confirmation.js';
import { sendRequestOf } from './send-request.js';
import { isUnderWay, type SendState, useSend } from './use-send.js';

export interface Sending {
  readonly state: SendState;
  /** The environment that `state` refers to; `null` before the first send. */
  readonly sentTo: Environment | null;
  /** Sends the composed push, after a confirmation where it would reach real devices. */
  readonly start: () => void;
  readonly cancel: () => void;
}

const NO_CREDENTIALS: readonly CredentialSummary[] = [];

const SendingContext = createContext<Sending | null>(null);

/** Holds the sending above the screens, so that navigating does not stop it. */
export function SendingProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('compose');
  const compose = useCompose();
  const { state, sentTo, send, cancel } = useSend();
  const isSending = isUnderWay(state);
  const simulated = useSimulated();
  const { query } = useCredentials();
  const credentials = query.kind === 'ready' ? query.value.credentials : NO_CREDENTIALS;
  const asksOfOne = useRef(true);
  const start = useCallback(() => {
    if (isSending) return;
    const { document, opened } = compose.read();
    const go = (): void =>
      void send(
        () => {
          assertNoSimulated(document, simulated);
          return sendRequestOf(document, { nowMs: Date.now(), uuid: () => crypto.randomUUID() });
        },
        document.environment,
        opened?.name,
      );
    const real = realSendOf(document, simulated, credentials);
    // With a simulated device among the targets nothing is sent, so no confirmation is needed.
    const isRefused = real !== null && real.count < document.targets.length;
    if (real === null || isRefused || (real.count === 1 && !asksOfOne.current)) {
      go();
      return;
    }
    confirmRealSend({
      title: t(real.environment === 'production' ? 'guard.title' : 'guard.titleServer'),
      close: t('guard.cancel'),
      send: real,
      onConfirm: (isLast) => {
        if (isLast) asksOfOne.current = false;
        go();
      },
    });
  }, [compose, credentials, isSending, send, simulated, t]);
  const sending = useMemo(() => ({ state, sentTo, start, cancel }), [state, sentTo, start, cancel]);
  return <SendingContext value={sending}>{children}</SendingContext>;
}

export function useSending(): Sending {
  const sending = useContext(SendingContext);
  if (sending === null) throw new Error('useSending needs a SendingProvider above it');
  return sending;
}
