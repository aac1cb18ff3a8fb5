import { z } from 'zod';
import { DELIVERY_OUTCOMES, ENVIRONMENT_KINDS } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { readJson } from '#shared/read-json';
import type { BatchEntry, BatchStart, BatchState, LedgerState } from './batch-ledger.js';
import { numberIn } from './delivery-rows.js';
import type { DeviceTarget } from './packing/delivery-parts.js';
import type { LedgerTarget } from './packing/target-list.js';
import type { SqlRow } from './sqlite.js';

/** The index is what the file holds: add, never reorder. */
export const LEDGER_STATES: readonly LedgerState[] = ['waiting', 'sent', ...DELIVERY_OUTCOMES];

/** As the file holds a state. */
export function numberOf(state: LedgerState): number {
  return LEDGER_STATES.indexOf(state);
}

/** What the column `details` holds. */
export type BatchDetails = BatchFacts & {
  /** Absent in batches of an older Pushdeck, which gave none; see `LedgerTrust`. */
  readonly hasTrust?: boolean;
};
type BatchFacts = Omit<BatchStart, 'id' | 'atMs' | 'total'>;

/** As much of the details as everything that shows or sends a batch relies on: a flipped bit may have hit a name. */
const detailsFrame = z.object({
  push: z.object({
    environment: z.object({ kind: z.enum(ENVIRONMENT_KINDS) }),
    headers: z.object({}),
    payload: z.string(),
  }),
  presetName: z.string().nullable(),
});

const targetFrame = z.object({ kind: z.literal('device'), token: z.string() });

/** @returns `null` for damaged details. */
export function detailsIn(row: SqlRow): { readonly facts: BatchFacts; readonly hasTrust: boolean } | null {
  try {
    const details = readJson(String(row['details']));
    if (!detailsFrame.safeParse(details).success) return null;
    const { hasTrust = false, ...facts } = details as BatchDetails;
    return { facts, hasTrust };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A batch as its row has it. @param counts - How many targets are in each state. */
export function entryFrom(
  row: SqlRow,
  facts: BatchFacts,
  counts: BatchEntry['counts'],
): Omit<BatchEntry, 'hasGaps'> {
  const numberOrNull = (column: string): number | null =>
    row[column] === null ? null : numberIn(row, column);
  return {
    ...facts,
    id: String(row['id']),
    atMs: numberIn(row, 'at_ms'),
    total: numberOrNull('total'),
    state: row['state'] as BatchState,
    isHeld: typeof row['owner'] === 'string' || row['state'] === 'running',
    aliveAtMs: numberIn(row, 'alive_ms'),
    endedAtMs: numberOrNull('ended_ms'),
    activeMs: numberOrNull('active_ms'),
    counts,
  };
}

/** @returns `null` for a damaged one. */
export function targetFrom(row: SqlRow): LedgerTarget | null {
  try {
    const kept = readJson(String(row['target']));
    if (!targetFrame.safeParse(kept).success) return null;
    const { variables, ...target } = kept as DeviceTarget & Pick<LedgerTarget, 'variables'>;
    const position = numberIn(row, 'position');
    return { position, target, ...(variables === undefined ? {} : { variables }) };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Of a batch whose details cannot be read. */
export function damagedBatch(id: string): AppError {
  return new AppError(
    'data-damaged',
    {
      en: `The batch ${id} is damaged in history.sqlite and left out.`,
      zh: `批次 ${id} 在 history.sqlite 中已损坏，已略过。`,
    },
    {
      en: `Its deliveries stay in the history: pushdeck history --batch ${id}`,
      zh: `其推送记录仍保留在历史记录中：pushdeck history --batch ${id}`,
    },
  );
}

/** Of targets that cannot be read. @param first - The position, from 0, like that of the last one. */
export function damagedTargets(batchId: string, first: number, last: number): AppError {
  const many = first < last;
  return new AppError(
    'data-damaged',
    {
      en: `${many ? `Targets ${first + 1}–${last + 1} of the batch ${batchId} are` : `Target ${first + 1} of the batch ${batchId} is`} damaged in history.sqlite and left out.`,
      zh: `批次 ${batchId} 的第 ${many ? `${first + 1}–${last + 1}` : first + 1} 个目标在 history.sqlite 中已损坏，已略过。`,
    },
    many
      ? {
          en: 'Where the batch came from a list, those targets are in the list, at the same places.',
          zh: '如果该批次来自列表，可在列表的相同位置找到这些目标。',
        }
      : {
          en: 'Where the batch came from a list, that target is in the list, at the same place.',
          zh: '如果该批次来自列表，可在列表的相同位置找到该目标。',
        },
  );
}
