import { STATIC_TABLE } from './hpack-tables.js';
import { ERROR_CODE, Http2ProtocolError } from './http2-error.js';
import { decodeHuffman } from './huffman.js';

/** The overhead of every table entry (RFC 7541 §4.1). Unit: bytes. */
const ENTRY_OVERHEAD = 32;
/** The size of the dynamic table: the default, which we do not change. Unit: bytes. */
export const TABLE_BYTES = 4096;
/**
 * The largest accepted header list, more than any message to or from APNs needs. Unit: bytes, including the
 * overhead per entry.
 */
const MAX_LIST_BYTES = 64 * 1024;

export type HeaderEntry = readonly [name: string, value: string];

/** Decodes the header blocks of one connection, in order, since each may refer to earlier ones. */
export class HpackDecoder {
  /** The newest entry is last. */
  #table: HeaderEntry[] = [];
  #tableBytes = 0;
  #limit = TABLE_BYTES;
  #block: Buffer = Buffer.alloc(0);
  #at = 0;

  /** @throws Http2ProtocolError `COMPRESSION_ERROR`, which is a connection error. */
  decode(block: Buffer): readonly HeaderEntry[] {
    this.#block = block;
    this.#at = 0;
    const entries: HeaderEntry[] = [];
    let listBytes = 0;
    while (this.#at < block.length) {
      const entry = this.#readField(entries.length === 0);
      if (entry === null) continue;
      listBytes += sizeOf(entry);
      if (listBytes > MAX_LIST_BYTES) {
        throw new Http2ProtocolError(ERROR_CODE.enhanceYourCalm, 'a header block is too large');
      }
      entries.push(entry);
    }
    return entries;
  }

  #readField(isFirst: boolean): HeaderEntry | null {
    const first = this.#block[this.#at] ?? 0;
    if ((first & 0x80) !== 0) return this.#lookUp(this.#integer(7));
    if ((first & 0xc0) === 0x40) {
      const entry = this.#literal(6);
      this.#add(entry);
      return entry;
    }
    if ((first & 0xe0) === 0x20) {
      // A table size update must come first in a block (RFC 7541 §4.2).
      if (!isFirst) throw compressionError('a table size update follows a header');
      const size = this.#integer(5);
      if (size > TABLE_BYTES) throw compressionError('a table size update exceeds the limit');
      this.#limit = size;
      this.#evict();
      return null;
    }
    // “Without indexing” and “never indexed” are the same to a decoder.
    return this.#literal(4);
  }

  #literal(prefixBits: number): HeaderEntry {
    const index = this.#integer(prefixBits);
    const name = index === 0 ? this.#text() : this.#lookUp(index)[0];
    return [name, this.#text()];
  }

  #lookUp(index: number): HeaderEntry {
    const entry =
      index <= STATIC_TABLE.length
        ? STATIC_TABLE[index - 1]
        : this.#table[this.#table.length - (index - STATIC_TABLE.length)];
    if (entry === undefined) throw compressionError('a header refers to a missing table entry');
    return entry;
  }

  #add(entry: HeaderEntry): void {
    this.#table.push(entry);
    this.#tableBytes += sizeOf(entry);
    this.#evict();
  }

  #evict(): void {
    let gone = 0;
    while (this.#tableBytes > this.#limit) {
      const oldest = this.#table[gone];
      if (oldest === undefined) break;
      this.#tableBytes -= sizeOf(oldest);
      gone += 1;
    }
    if (gone > 0) this.#table.splice(0, gone);
  }

  #integer(prefixBits: number): number {
    const mask = (1 << prefixBits) - 1;
    let value = (this.#block[this.#at] ?? 0) & mask;
    this.#at += 1;
    if (value < mask) return value;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#block[this.#at];
      // Longer integers are not valid here.
      if (byte === undefined || shift > 21)
        throw compressionError('an integer in a header is truncated or too large');
      this.#at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
  }

  #text(): string {
    const isHuffman = ((this.#block[this.#at] ?? 0) & 0x80) !== 0;
    const length = this.#integer(7);
    const from = this.#at;
    const to = from + length;
    if (to > this.#block.length) throw compressionError('a header is truncated');
    this.#at = to;
    return isHuffman ? decodeHuffman(this.#block, from, to) : this.#block.toString('latin1', from, to);
  }
}

function sizeOf([name, value]: HeaderEntry): number {
  return name.length + value.length + ENTRY_OVERHEAD;
}

function compressionError(detail: string): Http2ProtocolError {
  return new Http2ProtocolError(ERROR_CODE.compressionError, detail);
}
