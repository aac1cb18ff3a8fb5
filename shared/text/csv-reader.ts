/**
 * Incremental CSV reader (RFC 4180; also `;` or tabs, as spreadsheets write them). Skips empty lines and comments,
 * which begin with `#`; a first cell that begins with `#` has to be quoted.
 */
export class CsvReader {
  #separator: string | null;
  #field = '';
  #row: string[] = [];
  #quoted = false;
  /** A quote was read inside a quoted field: it ends the field, unless another one follows. */
  #quoteSeen = false;
  #inComment = false;
  #started = false;

  /** @param separator - `null` detects it: the most frequent of `,` `;` and tab in the first line. */
  constructor(separator: string | null = null) {
    this.#separator = separator;
  }

  /** Returns the rows that were completed by this piece. */
  push(piece: string): string[][] {
    const rows: string[][] = [];
    // Excel writes a byte order mark.
    const text = this.#started ? piece : piece.replace(/^\uFEFF/, '');
    this.#started = true;
    let offset = 0;
    for (const character of text) {
      const from = offset;
      offset += character.length;
      if (this.#inComment) {
        this.#inComment = character !== '\n';
        continue;
      }
      if (character === '#' && this.#isAtRowStart()) {
        this.#inComment = true;
        continue;
      }
      const separator = (this.#separator ??= guessSeparator(text.slice(from)));
      if (this.#quoteSeen) {
        this.#quoteSeen = false;
        if (character === '"') {
          this.#field += '"';
          continue;
        }
        this.#quoted = false;
      }
      if (this.#quoted) {
        if (character === '"') this.#quoteSeen = true;
        else this.#field += character;
      } else if (character === '"' && this.#field === '') this.#quoted = true;
      else if (character === separator) this.#endField();
      else if (character === '\n') this.#endRow(rows);
      else if (character !== '\r') this.#field += character;
    }
    return rows;
  }

  /** Returns the last row if the text did not end with a line break. */
  end(): string[][] {
    const rows: string[][] = [];
    if (this.#field !== '' || this.#row.length > 0) this.#endRow(rows);
    return rows;
  }

  #isAtRowStart(): boolean {
    return this.#field === '' && this.#row.length === 0 && !this.#quoted && !this.#quoteSeen;
  }

  #endField(): void {
    this.#row.push(this.#field);
    this.#field = '';
  }

  #endRow(rows: string[][]): void {
    this.#endField();
    if (this.#row.length > 1 || this.#row[0]?.trim() !== '') rows.push(this.#row);
    this.#row = [];
  }
}

function guessSeparator(text: string): string {
  const line = text.slice(0, text.includes('\n') ? text.indexOf('\n') : text.length);
  const counts = [',', ';', '\t'].map((separator) => ({ separator, count: line.split(separator).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).separator;
}
