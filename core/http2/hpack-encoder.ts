import type { ByteWriter } from './byte-writer.js';
import { indexingOf } from './header-indexing.js';
import { TABLE_BYTES } from './hpack-decoder.js';
import { STATIC_TABLE } from './hpack-tables.js';

/** The overhead of every table entry (RFC 7541 §4.1). Unit: bytes. */
const ENTRY_OVERHEAD = 32;

const STATIC_NAMES = new Map<string, number>();
const STATIC_FIELDS = new Map<string, number>();
STATIC_TABLE.forEach(([name, value], index) => {
  if (!STATIC_NAMES.has(name)) STATIC_NAMES.set(name, index + 1);
  STATIC_FIELDS.set(`${name}\0${value}`, index + 1);
});

interface TableEntry {
  readonly name: string;
  readonly field: string;
  readonly bytes: number;
}

/**
 * Encodes the header blocks of one connection. Strings are not Huffman-coded, which would save little and cost
 * time.
 */
export class HpackEncoder {
  /** The newest entry is last; `#evictedCount` counts those that were evicted before. */
  readonly #table: TableEntry[] = [];
  #evictedCount = 0;
  #tableBytes = 0;
  #limit = TABLE_BYTES;
  /** The smallest limit since the last block, which must be announced in the next one. */
  #smallestLimit: number | null = null;
  readonly #names = new Map<string, number>();
  readonly #fields = new Map<string, number>();

  /** Applies the peer's limit for the dynamic table. Unit: bytes. */
  resize(bytes: number): void {
    const limit = Math.min(bytes, TABLE_BYTES);
    if (limit === this.#limit) return;
    this.#limit = limit;
    this.#smallestLimit = Math.min(limit, this.#smallestLimit ?? limit);
    this.#evict(0);
  }

  /** Call before the first field of a block. */
  begin(out: ByteWriter): void {
    const smallest = this.#smallestLimit;
    if (smallest === null) return;
    // A table that shrank and grew again must announce both sizes (RFC 7541 §4.2).
    if (smallest < this.#limit) writeInteger(out, 0x20, 5, smallest);
    writeInteger(out, 0x20, 5, this.#limit);
    this.#smallestLimit = null;
  }

  /** @param value - One character per byte. */
  field(out: ByteWriter, name: string, value: string): void {
    const indexing = indexingOf(name);
    const key = `${name}\0${value}`;
    if (indexing === 'index' || indexing === 'plain') {
      const known = STATIC_FIELDS.get(key) ?? this.#dynamicIndex(this.#fields.get(key));
      if (known !== undefined) {
        writeInteger(out, 0x80, 7, known);
        return;
      }
    }
    const named = STATIC_NAMES.get(name) ?? this.#dynamicIndex(this.#names.get(name));
    const isIndexed = indexing === 'index' || (indexing === 'name' && named === undefined);
    if (isIndexed) writeInteger(out, 0x40, 6, named ?? 0);
    else writeInteger(out, indexing === 'secret' ? 0x10 : 0, 4, named ?? 0);
    if (named === undefined) writeText(out, name);
    writeText(out, value);
    if (isIndexed) this.#add(name, key, name.length + value.length + ENTRY_OVERHEAD);
  }

  #dynamicIndex(position: number | undefined): number | undefined {
    if (position === undefined || position < this.#evictedCount) return undefined;
    return STATIC_TABLE.length + this.#evictedCount + this.#table.length - position;
  }

  #add(name: string, field: string, bytes: number): void {
    this.#evict(bytes);
    if (bytes > this.#limit) return;
    const position = this.#evictedCount + this.#table.length;
    this.#table.push({ name, field, bytes });
    this.#tableBytes += bytes;
    this.#names.set(name, position);
    this.#fields.set(field, position);
  }

  /** Evicts entries exactly as the decoder does (RFC 7541 §4.4). */
  #evict(room: number): void {
    let gone = 0;
    while (this.#tableBytes + room > this.#limit) {
      const oldest = this.#table[gone];
      if (oldest === undefined) break;
      const position = this.#evictedCount + gone;
      if (this.#names.get(oldest.name) === position) this.#names.delete(oldest.name);
      if (this.#fields.get(oldest.field) === position) this.#fields.delete(oldest.field);
      this.#tableBytes -= oldest.bytes;
      gone += 1;
    }
    if (gone === 0) return;
    this.#table.splice(0, gone);
    this.#evictedCount += gone;
  }
}

function writeInteger(out: ByteWriter, pattern: number, prefixBits: number, value: number): void {
  const mask = (1 << prefixBits) - 1;
  if (value < mask) {
    out.byte(pattern | value);
    return;
  }
  out.byte(pattern | mask);
  let rest = value - mask;
  while (rest >= 0x80) {
    out.byte((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  out.byte(rest);
}

function writeText(out: ByteWriter, text: string): void {
  writeInteger(out, 0, 7, text.length);
  out.latin1(text);
}
