/** Limits for what makes JSON expensive to parse, apart from its length. */
export interface JsonLimits {
  /** Total number of arrays, objects and members. */
  readonly values: number;
  readonly depth: number;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Measures the structure of JSON without parsing it. `JSON.parse` needs seconds for megabytes of brackets and
 * cannot be interrupted; counting can be done in chunks.
 */
export class JsonComplexity {
  readonly #limits: JsonLimits;
  #values = 0;
  #depth = 0;
  #inText = false;
  #escaped = false;

  constructor(limits: JsonLimits) {
    this.#limits = limits;
  }

  /** Adds a chunk. @returns false once a limit is exceeded. */
  add(bytes: Uint8Array): boolean {
    for (const byte of bytes) {
      if (this.#inText) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inText = false;
      } else if (byte === QUOTE) {
        this.#inText = true;
      } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
        this.#values += 1;
        this.#depth += 1;
        if (this.#depth > this.#limits.depth) return false;
      } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
        this.#depth -= 1;
      } else if (byte === COMMA) {
        this.#values += 1;
      }
    }
    return this.#values <= this.#limits.values;
  }
}
