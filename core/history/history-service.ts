import type { Delivery } from '#shared/apns/push';
import type { BatchReport } from '#shared/history/batch-report';
import type { HistoryFilter, HistoryPage } from '#shared/history/history';
import type { TokenKnowledge } from '#shared/history/token-knowledge';
import type { HistoryPlace } from './open-database.js';

export interface HistoryService {
  readonly place: HistoryPlace;
  add(delivery: Delivery): void;
  get(id: string): Delivery | null;
  /** Newest first. */
  page(filter: HistoryFilter, page: { readonly limit: number; readonly before?: string }): HistoryPage;
  /** New deliveries of this process and of others on the same folder; ends with the signal. */
  watch(signal: AbortSignal): AsyncIterable<Delivery>;
  /** What earlier deliveries tell about a token. */
  readonly aboutToken: (token: string) => TokenKnowledge;
  /** A batch as its deliveries tell it; `null` when nothing is known of it. */
  batchReport(batchId: string): Promise<BatchReport | null>;
  /**
   * Puts on disk what {@link add} gathered of a batch: what is shown afterwards survives a killed process. Reading
   * does it by itself, and a single push is on disk when `add` returns.
   */
  flush(): void;
  /**
   * Writes down what processes left behind that have ended: pushes that were under way become `unknown`, their batches
   * `interrupted`. Opening the history and asking for a batch do it by themselves.
   */
  settleLost(): void;
  clear(): void;
  close(): void;
}
