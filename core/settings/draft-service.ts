/** Stores the unsent draft of each tab, so that neither a crash nor another tab loses it. */
export interface DraftService {
  /**
   * The draft of a tab as JSON. A tab without one adopts the newest draft whose tab is closed; `null` if there is
   * none.
   *
   * @param tab - A UUID that the tab generated.
   */
  load(tab: string): Promise<string | null>;
  /** @param draft - JSON. @throws AppError `bad-argument` for a draft that is too large. */
  save(tab: string, draft: string): Promise<void>;
  /** Marks the tab as open until the signal aborts, so that no other tab adopts its draft. */
  hold(tab: string, signal: AbortSignal): AsyncGenerator<'held', void>;
  /** Waits for pending writes. */
  close(): Promise<void>;
}
