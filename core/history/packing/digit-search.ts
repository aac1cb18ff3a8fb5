/** Shorter words are in so many tokens that looking at each one finds them sooner. Unit: digits. */
const SHORTEST_FOR_BYTES = 4;

/** A word of hexadecimal digits as bytes, aligned to a whole byte or to the middle of one. */
interface Needle {
  readonly bytes: Buffer;
  /** The digit before the whole bytes. */
  readonly before: number | null;
  readonly after: number | null;
}

/**
 * Which of the tokens that lie one after another contain some digits, at an even or an odd place.
 *
 * @param width - Of each token. Unit: bytes.
 * @param word - In lower case.
 * @returns their numbers.
 */
export function tokensContaining(tokens: Buffer, width: number, word: string): ReadonlySet<number> {
  const found = new Set<number>();
  if (!/^[0-9a-f]+$/.test(word) || word.length > width * 2) return found;
  if (word.length < SHORTEST_FOR_BYTES) {
    const digits = tokens.toString('hex');
    const step = width * 2;
    for (let at = digits.indexOf(word); at >= 0;) {
      const start = at - (at % step);
      // A hit may begin in one token and end in the next.
      const fits = at + word.length <= start + step;
      if (fits) found.add(start / step);
      at = digits.indexOf(word, fits ? start + step : at + 1);
    }
    return found;
  }
  for (const needle of [needleOf(word, 0), needleOf(word, 1)]) collect(tokens, width, needle, found);
  return found;
}

/** @param skipped - Digits before the first whole byte: 0 or 1. */
function needleOf(word: string, skipped: 0 | 1): Needle {
  const whole = word.length - skipped - ((word.length - skipped) % 2);
  const digit = (at: number): number => Number.parseInt(word[at] ?? '', 16);
  return {
    bytes: Buffer.from(word.slice(skipped, skipped + whole), 'hex'),
    before: skipped === 0 ? null : digit(0),
    after: skipped + whole < word.length ? digit(word.length - 1) : null,
  };
}

function collect(tokens: Buffer, width: number, { bytes, before, after }: Needle, found: Set<number>): void {
  const more = after === null ? 0 : 1;
  for (let at = tokens.indexOf(bytes); at >= 0;) {
    const index = Math.floor(at / width);
    const start = index * width;
    const fits =
      at - (before === null ? 0 : 1) >= start &&
      at + bytes.length + more <= start + width &&
      (before === null || ((tokens[at - 1] ?? 0) & 0xf) === before) &&
      (after === null || (tokens[at + bytes.length] ?? 0) >>> 4 === after);
    if (fits) found.add(index);
    at = tokens.indexOf(bytes, fits ? start + width : at + 1);
  }
}
