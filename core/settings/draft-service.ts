/** What was typed and not sent: kept for each tab, so that neither a crash nor another tab loses it. */
export interface DraftService {
  /**
   * The draft of a tab as JSON. A tab that has none goes on with the newest draft whose tab is closed; `null` where
   * there is none either.
   *
   * @param tab - A UUID that the tab made for itself.
   */
  load(tab: string): Promise<string | null>;
  /** @param draft - JSON. @throws AppError `bad-argument` for more than is kept. */
  save(tab: string, draft: string): Promise<void>;
  /** Says that the tab is open, once, and until the signal: no other tab is given its draft. */
  hold(tab: string, signal: AbortSignal): AsyncGenerator<'held', void>;
  /** Waits for what is being written. */
  close(): Promise<void>;
}
