import { Notification } from 'electron';
import type { BatchProgress } from '#shared/apns/batch';
import { batchEndNotification, shouldNotifyBatchEnd } from '#shared/explain/batch-end';
import type { BatchNotification } from '#shared/settings';
import type { Language } from '#shared/text/localized-text';

export interface BatchNotifierPorts {
  /** The batches that end from now on. */
  readonly ends: AsyncIterable<BatchProgress>;
  readonly isWindowInFront: () => boolean;
  /** Brings the window to the front and shows the batch. */
  readonly showBatch: (id: string) => void;
  readonly language: () => Language;
  /** Returns the current setting. */
  readonly setting: () => BatchNotification;
}

/**
 * Shows a system notification when a long batch ends while the window is not in front. Returns when the stream of
 * batches ends.
 */
export async function notifyOfBatches(ports: BatchNotifierPorts): Promise<void> {
  if (!Notification.isSupported()) return;
  // Notifications must be referenced, or they are garbage-collected and lose their click handler.
  const shown = new Map<string, Notification>();
  for await (const batch of ports.ends) {
    const setting = ports.setting();
    if (setting === 'off' || ports.isWindowInFront() || !shouldNotifyBatchEnd(batch)) continue;
    const words = batchEndNotification(batch);
    const language = ports.language();
    const notification = new Notification({
      title: words.title[language],
      body: words.body[language],
      silent: setting !== 'sound',
    });
    notification.on('click', () => ports.showBatch(batch.id));
    notification.on('close', () => shown.delete(batch.id));
    shown.set(batch.id, notification);
    notification.show();
  }
}
