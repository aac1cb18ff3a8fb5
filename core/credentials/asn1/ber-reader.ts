/** The tag class of an element (X.690 §8.1.2.2). */
type TagClass = 'universal' | 'application' | 'context' | 'private';

/** One element of a BER or DER encoding. */
export interface BerNode {
  readonly tagClass: TagClass;
  readonly tag: number;
  readonly constructed: boolean;
  /** The content octets. */
  readonly contents: Buffer;
  /** Empty for a primitive element. */
  readonly children: readonly BerNode[];
  /** The complete encoding, including the header. */
  readonly encoded: Buffer;
}

/** Limits that end parsing early, instead of exhausting memory or the stack. */
export interface BerLimits {
  readonly maxDepth: number;
  readonly maxNodes: number;
}

const DEFAULT_LIMITS: BerLimits = { maxDepth: 48, maxNodes: 60_000 };

const CLASSES: readonly TagClass[] = ['universal', 'application', 'context', 'private'];
const HIGH_TAG = 0x1f;
const INDEFINITE = 0x80;
/** Four length octets cover 4 GiB, far more than any file that is read. */
const MAX_LENGTH_OCTETS = 4;

/** `truncated`: the encoding extends beyond the end of the bytes. */
export type BerProblem = 'truncated' | 'malformed' | 'too-deep' | 'too-many-elements';

export class BerError extends Error {
  override readonly name = 'BerError';
  readonly problem: BerProblem;

  constructor(problem: BerProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

/**
 * Parses one element with all its children. Accepts BER as found in practice: indefinite lengths and constructed
 * strings, which NSS and old Keychains write, and long-form lengths that DER forbids.
 *
 * @param bytes - May be longer than the element; the rest is ignored.
 * @throws {@link BerError}
 * @see https://www.itu.int/rec/T-REC-X.690
 */
export function readBer(bytes: Buffer, limits: BerLimits = DEFAULT_LIMITS): BerNode {
  return new Reader(bytes, limits).element(0, bytes.length, 0).node;
}

interface Header {
  readonly tagClass: TagClass;
  readonly tag: number;
  readonly constructed: boolean;
  readonly contentsAt: number;
  /** `null` for an indefinite length, which ends at an end-of-contents element. */
  readonly length: number | null;
}

class Reader {
  readonly #bytes: Buffer;
  readonly #limits: BerLimits;
  #nodes = 0;

  constructor(bytes: Buffer, limits: BerLimits) {
    this.#bytes = bytes;
    this.#limits = limits;
  }

  element(at: number, end: number, depth: number): { readonly node: BerNode; readonly end: number } {
    if (depth > this.#limits.maxDepth) throw new BerError('too-deep', 'elements are nested too deeply');
    if (++this.#nodes > this.#limits.maxNodes) throw new BerError('too-many-elements', 'too many elements');
    const header = this.#header(at, end);
    const { tagClass, tag, constructed, contentsAt, length } = header;
    if (length !== null && contentsAt + length > end) {
      throw new BerError('truncated', `an element of ${length} bytes starts too close to the end`);
    }
    const children: BerNode[] = [];
    let contentsEnd = length === null ? end : contentsAt + length;
    let elementEnd = contentsEnd;
    if (constructed) {
      let next = contentsAt;
      for (;;) {
        if (length !== null && next === contentsEnd) break;
        if (length === null && this.#isEndOfContents(next, end)) {
          contentsEnd = next;
          elementEnd = next + 2;
          break;
        }
        const child = this.element(next, contentsEnd, depth + 1);
        children.push(child.node);
        next = child.end;
      }
    }
    const contents = this.#bytes.subarray(contentsAt, contentsEnd);
    const encoded = this.#bytes.subarray(at, elementEnd);
    return { node: { tagClass, tag, constructed, contents, children, encoded }, end: elementEnd };
  }

  #header(at: number, end: number): Header {
    let position = at;
    const octet = (): number => {
      const value = position < end ? this.#bytes[position] : undefined;
      if (value === undefined) throw new BerError('truncated', 'the bytes end inside an element');
      position++;
      return value;
    };
    const first = octet();
    let tag = first & HIGH_TAG;
    if (tag === HIGH_TAG) {
      tag = 0;
      for (let more = true; more;) {
        const part = octet();
        tag = tag * 128 + (part & 0x7f);
        if (tag > 0xffff) throw new BerError('malformed', 'a tag number is too large');
        more = (part & 0x80) !== 0;
      }
    }
    const constructed = (first & 0x20) !== 0;
    const lengthOctet = octet();
    let length: number | null = lengthOctet;
    if (lengthOctet === INDEFINITE) {
      if (!constructed) throw new BerError('malformed', 'a primitive element has no length');
      length = null;
    } else if (lengthOctet > INDEFINITE) {
      const count = lengthOctet & 0x7f;
      length = 0;
      for (let index = 0; index < count; index++) {
        // Leading zeros are valid BER, so the value is limited rather than the number of octets.
        length = length * 256 + octet();
        if (length >= 256 ** MAX_LENGTH_OCTETS) throw new BerError('malformed', 'a length is out of bounds');
      }
    }
    const tagClass = CLASSES[first >> 6] ?? 'universal';
    return { tagClass, tag, constructed, contentsAt: position, length };
  }

  #isEndOfContents(at: number, end: number): boolean {
    if (at + 2 > end) throw new BerError('truncated', 'an element of indefinite length never ends');
    return this.#bytes[at] === 0 && this.#bytes[at + 1] === 0;
  }
}
