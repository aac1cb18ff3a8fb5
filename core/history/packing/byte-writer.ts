const FIRST_CAPACITY = 1024;
/** Seven bits of a number go into each byte. */
const SEVEN_BITS = 128;
/** A number below can be shifted as 32 bits. */
const SMALL = 2 ** 31;

/** Bytes that grow at the end. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(FIRST_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  byte(value: number): void {
    this.#makeRoom(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  /** @param value - A safe integer from 0, as LEB128 (https://en.wikipedia.org/wiki/LEB128). */
  number(value: number): void {
    this.#makeRoom(8);
    let rest = value;
    while (rest >= SMALL) {
      this.#bytes[this.#length] = (rest % SEVEN_BITS) | SEVEN_BITS;
      this.#length += 1;
      rest = Math.floor(rest / SEVEN_BITS);
    }
    while (rest >= SEVEN_BITS) {
      this.#bytes[this.#length] = (rest & 0x7f) | SEVEN_BITS;
      this.#length += 1;
      rest >>>= 7;
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  /** A safe integer of either sign; small ones take few bytes. */
  signed(value: number): void {
    this.number(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** UTF-8, its length before it. */
  text(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    this.number(bytes.length);
    this.raw(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** All so far. Valid until the next write. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #makeRoom(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
