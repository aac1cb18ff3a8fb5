export interface Position {
  /** One-based. */
  readonly line: number;
  /** One-based, in UTF-16 code units, as editors count. */
  readonly column: number;
}

/**
 * Maps offsets to lines and columns; `
 *
 * `, `\r
 *
 * ` and `\r` end a line.
 *
 */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(text: string) {
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === 0x0d && text.charCodeAt(index + 1) === 0x0a) continue;
      if (code === 0x0a || code === 0x0d) this.starts.push(index + 1);
    }
  }

  /** @param offset - In UTF-16 code units. */
  at(offset: number): Position {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }
}
