import type { BatchProgress } from '../apns/batch.js';
import type { LocalizedText } from '../text/localized-text.js';
import { grouped } from '../text/words.js';

/** After this long, the user has probably turned to something else. Unit: milliseconds. */
const LONG_BATCH_MS = 10_000;

/** Whether to notify the user of the end of a batch: it took long, and the user did not cancel it. */
export function shouldNotifyBatchEnd(batch: BatchProgress): boolean {
  return batch.state !== 'cancelled' && batch.durationMs >= LONG_BATCH_MS;
}

/** Formats the notification for the end of a batch. */
export function batchEndNotification({ state, counts, done, total }: BatchProgress): {
  readonly title: LocalizedText;
  readonly body: LocalizedText;
} {
  const all = grouped(total ?? done);
  const title =
    state === 'finished'
      ? { en: `Batch finished: ${all} devices`, zh: `批次已完成：${all} 台设备` }
      : {
          en: `Batch stopped after ${grouped(done)} of ${all} devices`,
          zh: `批次已停止：已处理 ${grouped(done)} / ${all} 台设备`,
        };
  const parts = [
    { count: counts.accepted, en: 'accepted', zh: '已接受' },
    { count: counts.rejected, en: 'rejected', zh: '被拒绝' },
    { count: counts.failed, en: 'failed', zh: '失败' },
    { count: counts.unknown, en: 'unknown', zh: '未知' },
  ].filter(({ count }, index) => count > 0 || index === 0);
  return {
    title,
    body: {
      en: parts.map(({ count, en }) => `${grouped(count)} ${en}`).join(', '),
      zh: parts.map(({ count, zh }) => `${zh} ${grouped(count)}`).join('，'),
    },
  };
}
