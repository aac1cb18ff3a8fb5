import { omitUndefined } from '#shared/omit-undefined';
import { type History, type HistoryOptions, openHistory } from './history/open-history.js';
import type { Base } from './open-base.js';

/**
 * Opens the history of a data folder, with the retention of its settings.
 *
 * @throws as {@link openHistory}.
 */
export function openKeptHistory(base: Base, special: Pick<HistoryOptions, 'whenUnwritable'>): History {
  const { dataDir, clock, settings, onFileProblem } = base;
  return openHistory({
    dataDir,
    clock,
    retentionDays: () => settings.get().historyRetentionDays,
    ...omitUndefined({ whenUnwritable: special.whenUnwritable }),
    onProblem: onFileProblem,
  });
}
