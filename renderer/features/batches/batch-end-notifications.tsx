import type { BatchProgress } from '#shared/apns/batch';
import type { Client } from '#shared/contract/index';
import { batchEndNotification, shouldNotifyBatchEnd } from '#shared/explain/batch-end';
import { useText } from '../../i18n/use-text.js';
import { useAppInfo } from '../../platform/app-info-context.js';
import { notifyPermission } from '../../platform/page-notifications.js';
import { useStream } from '../../platform/use-stream.js';
import { goTo } from '../../window/navigation.js';
import { useSettings } from '../../window/settings-context.js';

const watchEnds = (client: Client, signal: AbortSignal) => client.batches.watchEnds(undefined, { signal });

/** Shows a browser notification when a long batch ends. The desktop window has its own. */
export function BatchEndNotifications() {
  const info = useAppInfo();
  return info?.host === 'browser' ? <BrowserNotifications /> : null;
}

function BrowserNotifications() {
  const text = useText();
  const { batchNotification } = useSettings().settings;
  const notify = (batch: BatchProgress): void => {
    if (batchNotification === 'off' || notifyPermission() !== 'granted') return;
    if (document.hasFocus() || !shouldNotifyBatchEnd(batch)) return;
    const { title, body } = batchEndNotification(batch);
    const notification = new Notification(text(title), {
      body: text(body),
      // The same batch in two tabs shows one notification.
      tag: batch.id,
      silent: batchNotification !== 'sound',
    });
    notification.onclick = () => {
      window.focus();
      goTo('history', { batch: batch.id });
      notification.close();
    };
  };
  useStream(watchEnds, notify);
  return null;
}
