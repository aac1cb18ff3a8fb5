import { modals } from '@mantine/modals';
import { createContext, useCallback, useContext, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCompose } from './compose-context.js';
import { orderOf } from './send-order.js';
import { isUnderWay, useSend, type SendState } from './use-send.js';

export interface Sending {
  readonly state: SendState;
  /** Sends what Compose holds; asks first where many real devices would get it. */
  readonly start: () => void;
  readonly cancel: () => void;
}

const SendingContext = createContext<Sending | null>(null);

/** Holds the sending above the screens, so that going elsewhere does not stop it. */
export function SendingProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('compose');
  const compose = useCompose();
  const { state, send, cancel } = useSend();
  const isSending = isUnderWay(state);
  const start = useCallback(() => {
    if (isSending) return;
    const { document, opened } = compose.read();
    const go = (): void =>
      void send(
        () => orderOf(document, { nowMs: Date.now(), uuid: () => crypto.randomUUID() }),
        opened?.name,
      );
    const count = document.targets.length;
    if (document.environment.kind !== 'production' || count < 2) {
      go();
      return;
    }
    modals.openConfirmModal({
      title: t('guard.title'),
      children: t('guard.text', { count }),
      labels: { confirm: t('guard.confirm', { count }), cancel: t('guard.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: go,
    });
  }, [compose, isSending, send, t]);
  const sending = useMemo(() => ({ state, start, cancel }), [state, start, cancel]);
  return <SendingContext value={sending}>{children}</SendingContext>;
}

export function useSending(): Sending {
  const sending = useContext(SendingContext);
  if (sending === null) throw new Error('useSending needs a SendingProvider above it');
  return sending;
}
