import { useCallback, useState } from 'react';
import type { Push } from '#shared/apns/push';
import { useClient } from '../../platform/client-context.js';
import { useNotifyError } from '../../window/use-notify-error.js';

/** Resends a push. The result appears as a new row; only an error that prevented the request is shown separately. */
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
