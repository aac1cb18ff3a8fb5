import { useCallback, useState } from 'react';
import type { Push } from '#shared/apns/push';
import { useClient } from '../../platform/client-context.js';
import { useNotifyError } from '../../window/use-notify-error.js';

/** Sends a push again. The answer shows as a new row; only what stopped it before it left is told apart. */
export function useResend() {
  const client = useClient();
  const notifyError = useNotifyError();
  const [busy, setBusy] = useState(false);
  const resend = useCallback(
    async (push: Push, before: (push: Push) => Promise<void> = async () => undefined) => {
      setBusy(true);
      try {
        await before(push);
        await client.push.send({ push });
      } catch (error) {
        notifyError(error);
      } finally {
        setBusy(false);
      }
    },
    [client, notifyError],
  );
  return { busy, resend };
}
