import { crc32 } from 'node:zlib';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import type { DeviceTarget } from './delivery-parts.js';
import { tokensContaining } from './digit-search.js';

export interface LedgerTarget {
  /** Its place in the batch, from 0. */
  readonly position: number;
  readonly target: DeviceTarget;
  /** Of this target alone. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Some targets of a batch as the file has them. */
export interface PackedTargets {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** Of each token in {@link tokens}. Unit: bytes; 0 where they are a JSON array of texts. */
  readonly width: number;
  /** The steps from each position to the next; `null` where all are 1. */
  readonly places: Buffer | null;
  /** JSON: an {@link Extra} for each; `null` where no target has more than its token. */
  readonly extras: string | null;
  readonly tokens: Buffer;
  /** CRC-32 of tokens, places and extras. */
  readonly crc: number;
}

/** Name and variables of a target, where it has them. */
type Extra = readonly [name: string | null, variables?: LedgerTarget['variables']];

/** @param targets - At least one, by position. */
export function packTargets(targets: readonly LedgerTarget[]): PackedTargets {
  const first = targets[0]?.position ?? 0;
  const last = targets.at(-1)?.position ?? first;
  const hasExtras = targets.some(
    ({ target, variables }) => target.name !== undefined || variables !== undefined,
  );
  const digits = targets.map(({ target }) => target.token).join('');
  const width = isPlain(targets, digits) ? digits.length / targets.length / 2 : 0;
  const packed = {
    first,
    last,
    count: targets.length,
    width,
    places: last - first + 1 === targets.length ? null : stepsOf(targets),
    extras: hasExtras ? JSON.stringify(extrasOf(targets)) : null,
    tokens:
      width === 0
        ? Buffer.from(JSON.stringify(targets.map(({ target }) => target.token)), 'utf8')
        : Buffer.from(digits, 'hex'),
  };
  return { ...packed, crc: checksumOf(packed) };
}

/** Some targets of a batch, unpacked on demand. */
export class TargetList {
  readonly count: number;
  readonly #packed: PackedTargets;
  readonly #positions: readonly number[] | null;
  #extras: readonly Extra[] | undefined;
  #texts: readonly string[] | undefined;
  readonly #matches = new Map<string, ReadonlySet<number>>();

  /** @throws RangeError for a damaged one. */
  constructor(packed: PackedTargets) {
    if (packed.crc !== checksumOf(packed)) throw new RangeError('the checksum does not fit');
    this.#packed = packed;
    this.count = packed.count;
    this.#positions = packed.places === null ? null : positionsOf(packed.first, packed.count, packed.places);
  }

  /** @returns where in the list a position is; -1 where it is not. */
  indexOf(position: number): number {
    const { first, count } = this.#packed;
    if (this.#positions !== null) return this.#positions.indexOf(position);
    return position >= first && position < first + count ? position - first : -1;
  }

  positionAt(index: number): number {
    return this.#positions?.[index] ?? this.#packed.first + index;
  }

  tokenAt(index: number): string {
    const { width, tokens } = this.#packed;
    if (width === 0) return this.#tokenTexts()[index] ?? '';
    return tokens.toString('hex', index * width, (index + 1) * width);
  }

  nameAt(index: number): string | undefined {
    return this.#extra(index)?.[0] ?? undefined;
  }

  targetAt(index: number): LedgerTarget {
    const name = this.nameAt(index);
    const variables = this.#extra(index)?.[1];
    return {
      position: this.positionAt(index),
      target: { kind: 'device', token: this.tokenAt(index), ...(name === undefined ? {} : { name }) },
      ...(variables === undefined ? {} : { variables }),
    };
  }

  /** Which of them have a word in token or name. @param word - In lower case. */
  containing(word: string): ReadonlySet<number> {
    const known = this.#matches.get(word);
    if (known !== undefined) return known;
    const { width, tokens, extras } = this.#packed;
    const found = new Set(width === 0 ? [] : tokensContaining(tokens, width, word));
    if (width === 0) {
      this.#tokenTexts().forEach((token, index) => token.toLowerCase().includes(word) && found.add(index));
    }
    if (extras !== null) {
      for (let index = 0; index < this.count; index += 1) {
        if (this.nameAt(index)?.toLowerCase().includes(word) === true) found.add(index);
      }
    }
    this.#matches.set(word, found);
    return found;
  }

  /** Which of them have exactly this token. */
  withToken(token: string): readonly number[] {
    const found: number[] = [];
    for (const index of this.containing(token.toLowerCase()))
      if (this.tokenAt(index) === token) found.push(index);
    return found;
  }

  #extra(index: number): Extra | undefined {
    const { extras } = this.#packed;
    if (extras === null) return undefined;
    this.#extras ??= JSON.parse(extras) as readonly Extra[];
    return this.#extras[index];
  }

  #tokenTexts(): readonly string[] {
    this.#texts ??= JSON.parse(this.#packed.tokens.toString('utf8')) as readonly string[];
    return this.#texts;
  }
}

/** The positions of a list, for its states, also of a damaged one as far as they can be known. */
export function positionsOf(first: number, count: number, places: Buffer | null): readonly number[] {
  if (places === null) return Array.from({ length: count }, (_, index) => first + index);
  const reader = new ByteReader(places);
  const positions = [first];
  while (positions.length < count) positions.push((positions.at(-1) ?? first) + reader.number());
  return positions;
}

function stepsOf(targets: readonly LedgerTarget[]): Buffer {
  const steps = new ByteWriter();
  let last = targets[0]?.position ?? 0;
  for (const { position } of targets.slice(1)) {
    steps.number(position - last);
    last = position;
  }
  return Buffer.from(steps.view());
}

function extrasOf(targets: readonly LedgerTarget[]): readonly Extra[] {
  return targets.map(({ target: { name = null }, variables }) =>
    variables === undefined ? [name] : [name, variables],
  );
}

/** True where the tokens are all hexadecimal digits, two by two, of one length. @param digits - The tokens as one text. */
function isPlain(targets: readonly LedgerTarget[], digits: string): boolean {
  const length = targets[0]?.target.token.length ?? 0;
  return (
    length > 0 &&
    length % 2 === 0 &&
    targets.every(({ target }) => target.token.length === length) &&
    /^[0-9a-f]+$/.test(digits)
  );
}

function checksumOf({ tokens, places, extras }: Pick<PackedTargets, 'tokens' | 'places' | 'extras'>): number {
  return crc32(extras ?? '', crc32(places ?? '', crc32(tokens)));
}
