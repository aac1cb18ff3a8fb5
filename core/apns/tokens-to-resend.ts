import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Delivery } from '#shared/apns/push';
import { omitUndefined } from '#shared/omit-undefined';
import type { HistoryService } from '../history/history-service.js';

/** Deliveries read from the history per page. */
const PAGE = 500;

/** The tokens of a batch whose push failed or was rejected, and may succeed now. */
export async function tokensToResend(
  batchId: string,
  history: Pick<HistoryService, 'page'> | null,
): Promise<ReadonlySet<string>> {
  const tokens = new Set<string>();
  for (const outcome of ['failed', 'rejected'] as const) {
    for (let before: string | undefined; history !== null;) {
      const page = history.page({ batchId, outcome }, { limit: PAGE, ...omitUndefined({ before }) });
      for (const delivery of page.deliveries) {
        const { target } = delivery.push;
        if (target.kind === 'device' && isWorthResending(delivery)) tokens.add(target.token);
      }
      if (page.next === null) break;
      before = page.next;
      await nextTurn();
    }
  }
  return tokens;
}

function isWorthResending({ outcome, explanation }: Delivery): boolean {
  return outcome === 'failed' || explanation?.retry !== 'never';
}
