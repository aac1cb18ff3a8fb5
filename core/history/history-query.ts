import { type Delivery, DELIVERY_OUTCOMES, ENVIRONMENT_KINDS } from '#shared/apns/push';
import type { HistoryFilter, HistoryPage } from '#shared/history/history';
import { searchWords } from '#shared/history/search-words';
import type { Clock } from '../ports/ports.js';
import type { BlockQuery } from './block-query.js';
import { DELIVERY_COLUMNS, deliveryOf, numberIn, sentAtMs } from './delivery-rows.js';
import { type Documents, type FoundDocument, SEARCHED_KINDS, type SearchedKind } from './documents.js';
import { compareSteps, cursorAfter, type IdRange, rangesOf, type Step } from './history-order.js';
import type { SqlDatabase, SqlRow, SqlStatement } from './sqlite.js';

/** A page ends early rather than take longer; what is left comes with the next. Unit: milliseconds. */
const PAGE_BUDGET_MS = 30;
/** Look at the clock every so many rows. */
const BUDGET_STRIDE = 128;
/** Counting which condition is the rarest stops here. */
const COUNT_LIMIT = 10_000;
/** With more documents than this a word is common, and going through the deliveries finds it soon. */
const WORD_DOCUMENT_LIMIT = 2000;

/** Columns of `deliveries` with an index of their name. */
type IndexedColumn = 'outcome' | 'environment' | 'status' | 'batch' | SearchedKind;

/** Of conditions that are all common, the one that usually leaves least leads. */
const USUALLY_RAREST_FIRST: readonly IndexedColumn[] = [
  'target',
  'device',
  'batch',
  'preset',
  'reason',
  'topic',
  'status',
  'outcome',
  'environment',
];

interface Condition {
  readonly column: IndexedColumn;
  readonly value: number;
}

export interface HistoryQuery {
  /** @see HistoryService.page */
  page(filter: HistoryFilter, page: { readonly limit: number; readonly before?: string }): HistoryPage;
}

/**
 * Answers pages newest first. SQLite is told which index to use, the one of the rarest condition; the rest is
 * checked row by row within a time budget, so that no combination of conditions can hold up the process.
 */
export function createHistoryQuery(
  database: SqlDatabase,
  documents: Documents,
  blocks: BlockQuery,
  clock: Clock,
): HistoryQuery {
  const statements = new Map<string, SqlStatement>();
  const prepared = (sql: string): SqlStatement => {
    let statement = statements.get(sql);
    if (statement === undefined) statements.set(sql, (statement = database.prepare(sql)));
    return statement;
  };

  const countUpTo = ({ column, value }: Condition, range: IdRange, most: number): number => {
    const sql = `SELECT count(*) AS found FROM (SELECT 1 FROM deliveries INDEXED BY deliveries_${column}
      WHERE ${column} = ? AND id >= ? AND id < ? LIMIT ?)`;
    return numberIn(prepared(sql).get(value, range.from, range.below, most) ?? {}, 'found');
  };
  const rarest = (
    conditions: readonly Condition[],
    range: IdRange,
    most: number,
  ): (Condition & Counted) | undefined => {
    const [only, ...others] = conditions;
    // A single condition needs no comparison, so without words its selectivity does not matter.
    if (only !== undefined && others.length === 0 && most === 0) return { ...only, count: 0 };
    let best: (Condition & Counted) | undefined;
    for (const condition of conditions) {
      const count = countUpTo(condition, range, best?.count ?? Math.max(most, COUNT_LIMIT));
      if (best === undefined || count < best.count) best = { ...condition, count };
    }
    return best;
  };
  const walk = (driver: Condition | undefined, range: IdRange): Iterable<SqlRow> => {
    const columns = 'id, outcome, environment, status, payload, target, device, topic, reason, preset, batch';
    return driver === undefined
      ? prepared(`SELECT ${columns} FROM deliveries WHERE id >= ? AND id < ? ORDER BY id DESC`).iterate(
          range.from,
          range.below,
        )
      : prepared(
          `SELECT ${columns} FROM deliveries INDEXED BY deliveries_${driver.column}
           WHERE ${driver.column} = ? AND id >= ? AND id < ? ORDER BY id DESC`,
        ).iterate(driver.value, range.from, range.below);
  };

  /** The rows of all those documents, newest first, as one stream, a stretch of ids at a time. */
  const walkDocuments = function* (found: readonly FoundDocument[], range: IdRange, limit: number) {
    let below = range.below;
    while (below > range.from) {
      const rows = new Map<number, SqlRow>();
      // Documents with more rows than asked for are known down to their oldest row only.
      let known = range.from;
      for (const { kind, id } of found) {
        const part = take(walk({ column: kind, value: id }, { from: known, below }), limit);
        for (const row of part) rows.set(numberIn(row, 'id'), row);
        const oldest = part.at(-1);
        if (part.length === limit && oldest !== undefined) known = Math.max(known, numberIn(oldest, 'id'));
      }
      const ids = [...rows.keys()].filter((id) => id >= known).sort((a, b) => b - a);
      for (const id of ids) yield rows.get(id) ?? {};
      below = known;
    }
  };

  /** The documents of the word that the fewest deliveries have; `null` when there is no word, or only common ones. */
  const rarestWord = (words: readonly string[], range: IdRange): readonly FoundDocument[] | null => {
    let best: (Counted & { readonly found: readonly FoundDocument[] }) | undefined;
    for (const word of words) {
      const found = documents.containing(word, WORD_DOCUMENT_LIMIT);
      if (found === null) continue;
      const most = best?.count ?? COUNT_LIMIT;
      let count = 0;
      for (const { kind, id } of found) {
        count += countUpTo({ column: kind, value: id }, range, most - count);
        if (count >= most) break;
      }
      if (best === undefined || count < best.count) best = { found, count };
    }
    return best?.found ?? null;
  };

  const readRow = (id: number, texts: Pick<Documents, 'text'>): Delivery | null | undefined => {
    const row = prepared(`SELECT ${DELIVERY_COLUMNS} FROM deliveries d WHERE d.id = ?`).get(id);
    return row === undefined ? undefined : deliveryOf(row, texts);
  };
  /** What a filter finds among the deliveries that have a row of their own. */
  const walkRows = function* (
    filter: HistoryFilter,
    words: readonly string[],
    range: IdRange,
    limit: number,
  ): Generator<Step, void> {
    const conditions = conditionsOf(filter, documents);
    if (conditions === null || range.from >= range.below) return;
    const driver = rarest(conditions, range, words.length === 0 ? 0 : WORD_DOCUMENT_LIMIT + 1);
    const common = driver === undefined || driver.count > WORD_DOCUMENT_LIMIT;
    const found = common ? rarestWord(words, range) : null;
    const matches = matcher(conditions, words, documents);
    const texts = rememberedTexts(documents);
    for (const row of found === null ? walk(driver, range) : walkDocuments(found, range, limit + 1)) {
      const id = numberIn(row, 'id');
      const step = { atMs: sentAtMs(row), isPacked: false, rank: id };
      yield matches(row) ? { ...step, read: () => readRow(id, texts) } : step;
    }
  };

  return {
    page(filter, { limit, before }) {
      const words = searchWords(filter.search ?? '').map((word) => word.toLowerCase());
      const { rows, packed } = rangesOf(filter, before);
      const steps = mergeSteps(walkRows(filter, words, rows, limit), blocks.walk(filter, words, packed));
      return collect(steps, limit, clock);
    },
  };
}

interface Counted {
  readonly count: number;
}

/** `null` when no delivery can meet them. */
function conditionsOf(filter: HistoryFilter, documents: Documents): readonly Condition[] | null {
  const { outcome, environment, status, topic, reason, preset, batchId, device } = filter;
  const conditions: { readonly column: IndexedColumn; readonly value: number | null }[] = [];
  if (outcome !== undefined) {
    conditions.push({ column: 'outcome', value: DELIVERY_OUTCOMES.indexOf(outcome) });
  }
  if (environment !== undefined) {
    conditions.push({ column: 'environment', value: ENVIRONMENT_KINDS.indexOf(environment) });
  }
  if (status !== undefined) conditions.push({ column: 'status', value: status });
  const texts = { topic, reason, preset, batch: batchId };
  for (const column of ['topic', 'reason', 'preset', 'batch'] as const) {
    const text = texts[column];
    if (text !== undefined) conditions.push({ column, value: documents.find(column, text) });
  }
  if (device !== undefined) {
    const named = documents.find('device', device);
    conditions.push(
      named === null
        ? { column: 'target', value: documents.find('target', device) }
        : { column: 'device', value: named },
    );
  }
  const possible = conditions.filter((condition): condition is Condition => condition.value !== null);
  if (possible.length < conditions.length) return null;
  const rank = ({ column }: Condition): number => USUALLY_RAREST_FIRST.indexOf(column);
  return possible.sort((a, b) => rank(a) - rank(b));
}

function matcher(
  conditions: readonly Condition[],
  words: readonly string[],
  documents: Documents,
): (row: SqlRow) => boolean {
  const seen = words.map(() => new Map<number, boolean>());
  const contains = (index: number, document: number): boolean => {
    const known = seen[index]?.get(document);
    if (known !== undefined) return known;
    const answer = documents
      .text(document)
      .toLowerCase()
      .includes(words[index] ?? '');
    seen[index]?.set(document, answer);
    return answer;
  };
  return (row) =>
    conditions.every(({ column, value }) => row[column] === value) &&
    words.every((_, index) =>
      SEARCHED_KINDS.some((kind) => {
        const document = row[kind];
        return typeof document === 'number' && contains(index, document);
      }),
    );
}

/** Two ways, each newest first, as one. */
function* mergeSteps(a: Iterator<Step, void>, b: Iterator<Step, void>): Generator<Step, void> {
  try {
    let [first, second] = [a.next(), b.next()];
    while (first.done !== true || second.done !== true) {
      const isFirst =
        second.done === true || (first.done !== true && compareSteps(first.value, second.value) > 0);
      const step = isFirst ? first.value : second.value;
      if (isFirst) first = a.next();
      else second = b.next();
      if (step !== undefined) yield step;
    }
  } finally {
    a.return?.();
    b.return?.();
  }
}

function collect(steps: Iterable<Step>, limit: number, clock: Clock): HistoryPage {
  const began = clock.elapsed();
  const found: Step[] = [];
  let next: string | null = null;
  let looked = 0;
  for (const step of steps) {
    if (step.read !== undefined) {
      // One more than fits proves that there is a next page.
      const last = found.at(-1);
      if (found.length === limit && last !== undefined) {
        next = cursorAfter(last);
        break;
      }
      found.push(step);
    }
    looked += 1;
    // A step that says how far a look at a block has come may follow a costly one.
    if (looked % BUDGET_STRIDE !== 0 && !(step.isPacked && step.read === undefined)) continue;
    if (clock.elapsed() - began < PAGE_BUDGET_MS) continue;
    next = cursorAfter(step);
    break;
  }
  const deliveries: Delivery[] = [];
  const damagedAtMs: number[] = [];
  for (const { read, atMs } of found) {
    const delivery = read?.();
    if (delivery === null) damagedAtMs.push(atMs);
    else if (delivery !== undefined) deliveries.push(delivery);
  }
  return damagedAtMs.length === 0 ? { deliveries, next } : { deliveries, damagedAtMs, next };
}

/** The many rows of a page share few texts. */
function rememberedTexts(documents: Pick<Documents, 'text'>): Pick<Documents, 'text'> {
  const texts = new Map<number, string>();
  return {
    text(id) {
      const known = texts.get(id) ?? documents.text(id);
      texts.set(id, known);
      return known;
    },
  };
}

function take<Item>(items: Iterable<Item>, count: number): Item[] {
  const taken: Item[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length === count) break;
  }
  return taken;
}
