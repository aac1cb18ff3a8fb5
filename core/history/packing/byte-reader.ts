const SEVEN_BITS = 128;
/** A factor above is beyond any safe integer. */
const LARGEST_FACTOR = 2 ** 49;

/** Reads what a `ByteWriter` wrote. Every method throws a RangeError where the bytes do not go so far. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** How far it has read. Unit: bytes. */
  get at(): number {
    return this.#at;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new RangeError('the bytes end too early');
    this.#at += 1;
    return value;
  }

  number(): number {
    let value = 0;
    for (let factor = 1; factor <= LARGEST_FACTOR; factor *= SEVEN_BITS) {
      const byte = this.byte();
      if (byte < SEVEN_BITS) return value + byte * factor;
      value += (byte - SEVEN_BITS) * factor;
    }
    throw new RangeError('the number is too large');
  }

  signed(): number {
    const value = this.number();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  text(): string {
    return this.take(this.number()).toString('utf8');
  }

  take(count: number): Buffer {
    const end = this.#at + count;
    if (end > this.#bytes.length) throw new RangeError('the bytes end too early');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** Passes over so many bytes. @returns where they begin. */
  skip(count: number): number {
    const start = this.#at;
    this.take(count);
    return start;
  }
}
