import { DELIVERY_OUTCOMES, ENVIRONMENT_KINDS } from '#shared/apns/push';
import type { HistoryFilter } from '#shared/history/history';
import { type BlockHead, type BlockReader, HEAD_COLUMNS, headIn } from './block-reader.js';
import { numberIn } from './delivery-rows.js';
import type { Documents } from './documents.js';
import type { Frame, FrameColumn, Frames } from './frames.js';
import type { PackedRange, Step } from './history-order.js';
import type { NumberedBatches } from './numbered-batches.js';
import type { BlockRow } from './packing/block-decoder.js';
import { BLOCK_SPAN_MS } from './packing/block-format.js';
import type { SqlDatabase } from './sqlite.js';
import type { TargetLists } from './target-lists.js';
import type { TokenIndex } from './token-index.js';

/** So many frames, or lists with a token, are looked at one by one beforehand. */
const FEW = 200;

/** Finds deliveries in blocks. */
export interface BlockQuery {
  /**
   * Walks through what a filter finds, newest first. A step without a delivery says how far it has come.
   *
   * @param words - In lower case.
   */
  walk(filter: HistoryFilter, words: readonly string[], range: PackedRange): Generator<Step, void>;
}

export interface BlockQueryPorts {
  /** With the schema of this version. */
  readonly database: SqlDatabase;
  readonly documents: Documents;
  readonly frames: Frames;
  readonly batches: NumberedBatches;
  readonly lists: TargetLists;
  readonly tokens: TokenIndex;
  readonly reader: BlockReader;
}

/** What deliveries have to meet. */
interface RowTest {
  /** What is left of the words for the targets of a frame's deliveries to contain; `null`: none of them is wanted. */
  readonly wordsLeft: (frame: number) => readonly string[] | null;
  /** The frames with wanted deliveries, where they are few. */
  readonly frames: readonly number[] | null;
  /** Where the wanted device is; `null` where any is right. */
  readonly device: DeviceTest | null;
}

interface DeviceTest {
  /** The blocks that may have it, newest first; `null` where all have to be looked at. */
  readonly heads: readonly BlockHead[] | null;
  is(batch: number, position: number): boolean;
}

/** A block whose rows are being given out. */
interface OpenBlock {
  readonly head: BlockHead;
  readonly run: number;
  /** Oldest first: the last is the next. */
  readonly rows: BlockRow[];
}

export function createBlockQuery(ports: BlockQueryPorts): BlockQuery {
  const { database, documents, frames, batches, lists, tokens, reader } = ports;
  const order = 'ORDER BY last_ms DESC, id DESC';
  const inTime = `SELECT ${HEAD_COLUMNS} FROM delivery_blocks INDEXED BY delivery_blocks_time
     WHERE last_ms >= ? AND last_ms <= ?`;
  const heads = database.prepare(`${inTime} ${order}`);
  // The text of a block lists frame numbers as in `[[7,512],[9,3]]`.
  const headsWithFrames = database.prepare(
    `${inTime} AND EXISTS (SELECT 1 FROM json_each(?) AS wanted WHERE instr(frames, wanted.value) > 0) ${order}`,
  );
  const headsOfBatch = database.prepare(
    `SELECT ${HEAD_COLUMNS} FROM delivery_blocks INDEXED BY delivery_blocks_batch
     WHERE batch = ? AND last_position >= ? AND first_position <= ?`,
  );
  const withTexts = database.prepare(
    'SELECT DISTINCT batch FROM target_lists INDEXED BY target_lists_texts WHERE extras IS NOT NULL OR width = 0',
  );

  /** Batches whose targets have names, or tokens that are no digits. */
  const batchesWithTexts = (): ReadonlySet<number> =>
    new Set(withTexts.all().map((row) => numberIn(row, 'batch')));

  const headsWithToken = (token: string): readonly BlockHead[] | null => {
    const found = new Map<number, BlockHead>();
    const places = tokens.listsWith(token);
    if (places.length > FEW) return null;
    for (const { listId, batch } of places) {
      const list = lists.read(listId);
      const positions = list?.withToken(token).map((index) => list.positionAt(index)) ?? [];
      if (positions.length === 0) continue;
      for (const row of headsOfBatch.all(batch, positions[0] ?? 0, positions.at(-1) ?? 0)) {
        const head = headIn(row);
        found.set(head.id, head);
      }
    }
    return [...found.values()].sort((a, b) => b.lastMs - a.lastMs || b.id - a.id);
  };
  const deviceTest = (device: string): DeviceTest => {
    const wanted = device.toLowerCase();
    return {
      heads: batchesWithTexts().size === 0 ? headsWithToken(device) : null,
      is(batch, position) {
        const place = lists.find(batch, position);
        if (place?.list.containing(wanted).has(place.index) !== true) return false;
        return place.list.nameAt(place.index) === device || place.list.tokenAt(place.index) === device;
      },
    };
  };

  const testOf = (filter: HistoryFilter, words: readonly string[]): RowTest | null => {
    const conditions = conditionsOf(filter, documents, batches);
    const matching = conditions === null ? [] : frames.having(conditions);
    if (matching.length === 0) return null;
    const wanted = new Set(matching);
    const left = new Map<number, readonly string[] | null>();
    const texts = (frame: Frame): readonly string[] =>
      [frame.payload, frame.topic, frame.reason, frame.preset].flatMap((document) =>
        document === null ? [] : [documents.text(document).toLowerCase()],
      );
    const named = words.length === 0 ? new Set<number>() : batchesWithTexts();
    const restOf = (frame: Frame): readonly string[] | null => {
      const found = words.length > 0 ? texts(frame) : [];
      const rest = words.filter((word) => !found.some((text) => text.includes(word)));
      // What is in no text of the frame can only be in a token or a name.
      return rest.every((word) => isDigits(word) || named.has(frame.batch)) ? rest : null;
    };
    const wordsLeft = (id: number): readonly string[] | null => {
      const known = left.get(id);
      if (known !== undefined) return known;
      const frame = wanted.has(id) ? frames.read(id) : null;
      const rest = frame === null ? null : restOf(frame);
      left.set(id, rest);
      return rest;
    };
    const hopeful = matching.length <= FEW ? matching.filter((id) => wordsLeft(id) !== null) : null;
    if (hopeful?.length === 0) return null;
    return {
      wordsLeft,
      frames: hopeful,
      device: filter.device === undefined ? null : deviceTest(filter.device),
    };
  };

  function* headsFor(test: RowTest, fromMs: number, toMs: number): Generator<BlockHead, void> {
    const chosen = test.device?.heads ?? null;
    if (chosen !== null) {
      yield* chosen.filter(({ lastMs }) => lastMs >= fromMs && lastMs <= toMs);
      return;
    }
    const needles = JSON.stringify(test.frames?.map((frame) => `[${frame},`) ?? []);
    const rows =
      test.frames === null ? heads.iterate(fromMs, toMs) : headsWithFrames.iterate(fromMs, toMs, needles);
    for (const row of rows) yield headIn(row);
  }

  return {
    *walk(filter, words, range) {
      const { fromMs, belowMs, belowRank } = range;
      const test = testOf(filter, words);
      if (test === null) return;
      /** False where no target of a block has a word, which spares the block from being unpacked. */
      const mayHave = (head: BlockHead, word: string): boolean =>
        lists
          .covering(head.batch, head.firstPosition, head.lastPosition)
          .some((list) => list !== null && list.containing(word).size > 0);
      const mayHold = (head: BlockHead): boolean =>
        head.firstMs <= belowMs &&
        head.frames.some(([frame]) => test.wordsLeft(frame)?.every((word) => mayHave(head, word)) === true);
      const isWanted = (head: BlockHead, row: BlockRow): boolean => {
        if (row.atMs < fromMs || row.atMs > belowMs) return false;
        if (row.atMs === belowMs && row.seq >= belowRank) return false;
        const rest = test.wordsLeft(row.frame);
        if (rest === null) return false;
        if (test.device?.is(head.batch, row.position) === false) return false;
        if (rest.length === 0) return true;
        const place = lists.find(head.batch, row.position);
        return place !== null && rest.every((word) => place.list.containing(word).has(place.index));
      };
      const unpack = (head: BlockHead): readonly Step[] | OpenBlock => {
        const block = reader.open(head);
        if (block === null) return damagedSteps(head, test, range);
        const rows = block.rows.filter((row) => isWanted(head, row));
        rows.sort((a, b) => a.atMs - b.atMs || a.seq - b.seq);
        return { head, run: block.run, rows };
      };

      let open: readonly OpenBlock[] = [];
      const coming = headsFor(test, fromMs, belowMs + BLOCK_SPAN_MS);
      try {
        for (let next = coming.next(); ;) {
          const newest = newestOf(open);
          const top = newest?.rows.at(-1);
          const head = next.done === true ? null : next.value;
          if (head !== null && (top === undefined || head.lastMs >= top.atMs)) {
            next = coming.next();
            const unpacked = mayHold(head) ? unpack(head) : [];
            if ('rows' in unpacked) open = [...open, unpacked];
            else yield* unpacked;
            // Everything newer than this block was given out; of one that reaches to where the page begins nothing was.
            if (top === undefined && head.lastMs < belowMs) {
              yield { atMs: head.lastMs, isPacked: true, rank: Number.MAX_SAFE_INTEGER };
            }
          } else if (newest !== null && top !== undefined) {
            newest.rows.pop();
            const packed = { block: newest.head, run: newest.run, row: top };
            yield { atMs: top.atMs, isPacked: true, rank: top.seq, read: () => reader.delivery(packed) };
            if (newest.rows.length > 0) continue;
          } else {
            return;
          }
          open = open.filter(({ rows: left }) => left.length > 0);
        }
      } finally {
        coming.return();
      }
    },
  };
}

function isDigits(word: string): boolean {
  return /^[0-9a-f]+$/.test(word);
}

/** The deliveries that a block had before it was damaged, as far as its head still tells. */
function damagedSteps(head: BlockHead, test: RowTest, { belowMs, belowRank }: PackedRange): readonly Step[] {
  const wanted = head.frames.filter(([frame]) => test.wordsLeft(frame)?.length === 0);
  const count = wanted.reduce((sum, [, found]) => sum + found, 0);
  return Array.from({ length: count }, (_, index): Step => ({
    atMs: head.lastMs,
    isPacked: true,
    rank: head.lastSeq - index,
    read: () => null,
  })).filter(({ atMs, rank }) => atMs < belowMs || (atMs === belowMs && rank < belowRank));
}

function newestOf(open: readonly OpenBlock[]): OpenBlock | null {
  let newest: OpenBlock | null = null;
  for (const block of open) {
    const [row, best] = [block.rows.at(-1), newest?.rows.at(-1)];
    if (row === undefined) continue;
    if (best === undefined || row.atMs > best.atMs || (row.atMs === best.atMs && row.seq > best.seq))
      newest = block;
  }
  return newest;
}

/** What a filter asks of frames; `null` when none can meet it. */
function conditionsOf(
  { outcome, environment, status, topic, reason, preset, batchId }: HistoryFilter,
  documents: Documents,
  batches: NumberedBatches,
): Partial<Record<FrameColumn, number>> | null {
  const conditions: [FrameColumn, number | null][] = [];
  if (outcome !== undefined) conditions.push(['outcome', DELIVERY_OUTCOMES.indexOf(outcome)]);
  if (environment !== undefined) conditions.push(['environment', ENVIRONMENT_KINDS.indexOf(environment)]);
  if (status !== undefined) conditions.push(['status', status]);
  const texts = { topic, reason, preset };
  for (const kind of ['topic', 'reason', 'preset'] as const) {
    const text = texts[kind];
    if (text !== undefined) conditions.push([kind, documents.find(kind, text)]);
  }
  if (batchId !== undefined) conditions.push(['batch', batches.find(batchId)?.number ?? null]);
  const possible = conditions.filter((one): one is [FrameColumn, number] => one[1] !== null);
  return possible.length < conditions.length ? null : Object.fromEntries(possible);
}
