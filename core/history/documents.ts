import { createHash } from 'node:crypto';
import { bufferIn, type SqlDatabase, type SqlRow } from './sqlite.js';

/** Numbers are what the file holds: add, never renumber. */
const DOCUMENT_KINDS = {
  payload: 1,
  target: 2,
  device: 3,
  topic: 4,
  reason: 5,
  preset: 6,
  server: 7,
  batch: 8,
} as const;
export type DocumentKind = keyof typeof DOCUMENT_KINDS;

/** What a search looks into; a column of `deliveries` each. */
export const SEARCHED_KINDS = [
  'payload',
  'target',
  'device',
  'topic',
  'reason',
  'preset',
] as const satisfies readonly DocumentKind[];
export type SearchedKind = (typeof SEARCHED_KINDS)[number];

/** Longer ones are found by their beginning only. Unit: UTF-16 code units. */
const SEARCHABLE_LENGTH = 256 * 1024;
const REMEMBERED_TEXTS = 2000;
const REMEMBERED_LENGTH = 8192;
/** With more documents that are not indexed yet than this, a search goes through the deliveries instead. */
const UNINDEXED_LIMIT = 2000;
/** The index knows letters in threes. */
const GRAM = 3;
/** A long word is certain enough with about so many of its triples. */
const GRAMS_PER_WORD = 12;
/** After any text, so that its last letters begin a triple, too. */
const TAIL = '\n\n';

export interface FoundDocument {
  readonly id: number;
  readonly kind: SearchedKind;
}

/** Texts that many deliveries share, each kept once and searchable by any part of it. */
export interface Documents {
  /** The text's number, kept under a new one when it is new. Only inside a transaction. */
  intern(kind: DocumentKind, text: string): number;
  /** The text's number; `null` when no delivery has it. */
  find(kind: DocumentKind, text: string): number | null;
  text(id: number): string;
  /**
   * The documents that may contain a word, whatever its case; the caller checks. Also one or two letters are
   * found, which is a whole word in Chinese.
   *
   * @returns `null` when there are more than `most`.
   */
  containing(word: string, most: number): readonly FoundDocument[] | null;
  /**
   * Makes some of the documents findable that are not yet, oldest first: writing them down must be quick, and
   * this is not. Until then {@link containing} reads through them. Only inside a transaction.
   *
   * @returns true while there may be more.
   */
  indexSome(most: number): boolean;
  /** Forgets a document and its index entries. Only inside a transaction. */
  remove(id: number): void;
  /** Forgets all. Only inside a transaction. */
  clear(): void;
  /** Must be called when another process may have removed documents, or a transaction was undone. */
  forgetNumbers(): void;
}

/** @param database - With the schema of this version. */
export function createDocuments(database: SqlDatabase): Documents {
  const select = database.prepare('SELECT id FROM documents WHERE kind = ? AND hash = ?');
  const insert = database.prepare(
    'INSERT INTO documents (kind, hash, encoding, text) VALUES (?, ?, ?, ?) RETURNING id',
  );
  const insertText = database.prepare('INSERT INTO documents_text (rowid, text) VALUES (?, ?)');
  const read = database.prepare('SELECT encoding, text FROM documents WHERE id = ?');
  const kindOf = database.prepare('SELECT kind FROM documents WHERE id = ?');
  const match = database.prepare(
    'SELECT rowid AS id FROM documents_text WHERE documents_text MATCH ? ORDER BY rowid DESC LIMIT ?',
  );
  const beginning = database.prepare(
    'SELECT doc AS id FROM documents_terms WHERE term >= ? AND term < ? LIMIT ?',
  );
  const indexed = database.prepare("SELECT value FROM counters WHERE name = 'indexed'");
  const setIndexed = database.prepare("UPDATE counters SET value = ? WHERE name = 'indexed'");
  const unindexed = database.prepare('SELECT * FROM documents WHERE id > ? ORDER BY id LIMIT ?');
  const removeText = database.prepare('DELETE FROM documents_text WHERE rowid = ?');
  const remove = database.prepare('DELETE FROM documents WHERE id = ?');
  const numbers = new Map<string, number>();

  const find = (kind: DocumentKind, text: string): number | null => {
    const row = select.get(DOCUMENT_KINDS[kind], hashOf(text));
    return row === undefined ? null : Number(row['id']);
  };
  const create = (kind: DocumentKind, text: string): number => {
    const [encoding, bytes] = encode(text);
    return Number(insert.get(DOCUMENT_KINDS[kind], hashOf(text), encoding, bytes)?.['id']);
  };
  const indexedUpTo = (): number => Number(indexed.get()?.['value'] ?? 0);
  const searchIndex = (word: string, most: number): readonly number[] => {
    const letters = Array.from(word);
    const rows =
      letters.length >= GRAM
        ? match.all(gramQuery(letters), most)
        : beginning.all(word, `${word}\u{10FFFF}`, most);
    return rows.map((row) => Number(row['id']));
  };

  return {
    find,
    intern(kind, text) {
      const key = text.length <= REMEMBERED_LENGTH ? `${DOCUMENT_KINDS[kind]}:${text}` : null;
      const known = key === null ? undefined : numbers.get(key);
      if (known !== undefined) return known;
      const id = find(kind, text) ?? create(kind, text);
      if (key !== null) {
        if (numbers.size >= REMEMBERED_TEXTS) numbers.delete(numbers.keys().next().value ?? '');
        numbers.set(key, id);
      }
      return id;
    },
    text(id) {
      const row = read.get(id);
      return row === undefined ? '' : textOf(row);
    },
    containing(word, most) {
      const wanted = word.toLowerCase();
      const rest = unindexed.all(indexedUpTo(), UNINDEXED_LIMIT + 1);
      if (rest.length > UNINDEXED_LIMIT) return null;
      const ids = searchIndex(wanted, most + 1);
      if (ids.length > most) return null;
      const found = new Map<number, FoundDocument>();
      for (const id of ids) {
        const kind = searchedKindOf(kindOf.get(id));
        if (kind !== undefined) found.set(id, { id, kind });
      }
      for (const row of rest) {
        const kind = searchedKindOf(row);
        if (kind === undefined || !textOf(row).toLowerCase().includes(wanted)) continue;
        found.set(Number(row['id']), { id: Number(row['id']), kind });
      }
      return found.size > most ? null : [...found.values()];
    },
    indexSome(most) {
      const rows = unindexed.all(indexedUpTo(), most);
      for (const row of rows) {
        if (searchedKindOf(row) !== undefined) insertText.run(row['id'] ?? null, indexedForm(textOf(row)));
      }
      const last = rows.at(-1);
      if (last !== undefined) setIndexed.run(last['id'] ?? null);
      return rows.length === most;
    },
    remove(id) {
      removeText.run(id);
      remove.run(id);
    },
    clear() {
      database.exec(
        "DELETE FROM documents; INSERT INTO documents_text (documents_text) VALUES ('delete-all');",
      );
      numbers.clear();
    },
    forgetNumbers: () => numbers.clear(),
  };
}

function searchedKindOf(row: SqlRow | undefined): SearchedKind | undefined {
  return SEARCHED_KINDS.find((kind) => DOCUMENT_KINDS[kind] === row?.['kind']);
}

function hashOf(text: string): Uint8Array {
  return createHash('sha256').update(text, 'utf16le').digest().subarray(0, 16);
}

/** UTF-8 cannot carry half a surrogate pair, and a payload is kept exactly as it was written, right or wrong. */
function encode(text: string): readonly [encoding: 0 | 1, bytes: Uint8Array] {
  return /\p{Surrogate}/u.test(text) ? [1, Buffer.from(text, 'utf16le')] : [0, Buffer.from(text, 'utf8')];
}

function textOf(row: SqlRow): string {
  return bufferIn(row, 'text').toString(row['encoding'] === 1 ? 'utf16le' : 'utf8');
}

function indexedForm(text: string): string {
  // SQLite ends a text at the first NUL.
  return text.slice(0, SEARCHABLE_LENGTH).replaceAll('\0', ' ') + TAIL;
}

function gramQuery(letters: readonly string[]): string {
  const last = letters.length - GRAM;
  const stride = Math.max(1, Math.ceil(last / GRAMS_PER_WORD));
  const grams = new Set<string>();
  for (let start = 0; start < last; start += stride) grams.add(letters.slice(start, start + GRAM).join(''));
  grams.add(letters.slice(last).join(''));
  return [...grams].map((gram) => `"${gram.replaceAll('"', '""')}"`).join(' AND ');
}
