import { Notification } from 'electron';
import type { BatchProgress } from '#shared/apns/batch';
import { batchEndWords, isEndNews } from '#shared/explain/batch-end';
import type { BatchNotification } from '#shared/settings';
import type { Language } from '#shared/text/localized-text';

export interface BatchAnnouncerPorts {
  /** The batches that end from now on. */
  readonly ends: AsyncIterable<BatchProgress>;
  readonly isWindowInFront: () => boolean;
  /** Brings the window to the front, at the page of the batch. */
  readonly showBatch: (id: string) => void;
  readonly language: () => Language;
  /** As it is set at that moment. */
  readonly wish: () => BatchNotification;
}

/**
 * Tells by a notification of the system that a long batch ended, to the person who turned to something else
 * meanwhile. Ends with the batches.
 */
export async function announceBatches(ports: BatchAnnouncerPorts): Promise<void> {
  if (!Notification.isSupported()) return;
  // The system takes a notification away that nobody refers to, and its click with it.
  const shown = new Map<string, Notification>();
  for await (const batch of ports.ends) {
    const wish = ports.wish();
    if (wish === 'off' || ports.isWindowInFront() || !isEndNews(batch)) continue;
    const words = batchEndWords(batch);
    const language = ports.language();
    const notification = new Notification({
      title: words.title[language],
      body: words.body[language],
      silent: wish !== 'sound',
    });
    notification.on('click', () => ports.showBatch(batch.id));
    notification.on('close', () => shown.delete(batch.id));
    shown.set(batch.id, notification);
    notification.show();
  }
}
