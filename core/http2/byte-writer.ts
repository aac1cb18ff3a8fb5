/** Unit: bytes. */
const MIN_BUFFER_BYTES = 4096;
const MAX_INITIAL_BYTES = 256 * 1024;

/** Collects bytes, so that many frames are sent in one write. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(MIN_BUFFER_BYTES);
  #length = 0;
  #nextSize = MIN_BUFFER_BYTES;

  get length(): number {
    return this.#length;
  }

  /** Returns the collected bytes and starts over. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    // Start with the size that was needed this time.
    this.#nextSize = Math.min(Math.max(MIN_BUFFER_BYTES, this.#length), MAX_INITIAL_BYTES);
    this.#bytes = Buffer.allocUnsafe(this.#nextSize);
    this.#length = 0;
    return taken;
  }

  /** Reserves space and returns its offset. It counts as written at once. */
  reserve(count: number): number {
    const at = this.#length;
    const wanted = at + count;
    if (wanted > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(wanted, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    this.#length = wanted;
    return at;
  }

  byte(value: number): void {
    const at = this.reserve(1);
    this.#bytes[at] = value;
  }

  copy(from: Buffer, start: number, end: number): void {
    const at = this.reserve(end - start);
    from.copy(this.#bytes, at, start, end);
  }

  /** Writes one byte per character. */
  latin1(text: string): void {
    const at = this.reserve(text.length);
    this.#bytes.write(text, at, 'latin1');
  }

  uint32(value: number): void {
    this.#bytes.writeUInt32BE(value, this.reserve(4));
  }

  /** Writes a frame header (RFC 9113 §4.1). */
  frameHeader(length: number, type: number, flags: number, streamId: number): void {
    this.reserve(9);
    this.patchFrameHeader(this.#length - 9, length, type, flags, streamId);
  }

  /** Writes a frame header into space that was reserved for it. */
  patchFrameHeader(at: number, length: number, type: number, flags: number, streamId: number): void {
    const bytes = this.#bytes;
    bytes[at] = length >>> 16;
    bytes[at + 1] = length >>> 8;
    bytes[at + 2] = length;
    bytes[at + 3] = type;
    bytes[at + 4] = flags;
    bytes.writeUInt32BE(streamId, at + 5);
  }

  /** Removes and returns the bytes from an offset on, for a header block that is too long for one frame. */
  takeFrom(at: number): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(at, this.#length));
    this.#length = at;
    return taken;
  }
}
