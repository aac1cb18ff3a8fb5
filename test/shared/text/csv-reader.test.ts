import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvReader } from '#shared/text/csv-reader';

const readAll = (text: string): string[][] => {
  const reader = new CsvReader();
  return [...reader.push(text), ...reader.end()];
};

describe('CSV', () => {
  it.each([
    {
      text: 'a,b\n1,2\n',
      rows: [
        ['a', 'b'],
        ['1', '2'],
      ],
      because: 'the plain form',
    },
    {
      text: 'a;b\r\n1;2',
      rows: [
        ['a', 'b'],
        ['1', '2'],
      ],
      because: 'semicolons, CRLF, no last line break',
    },
    {
      text: 'a\tb\n1\t2',
      rows: [
        ['a', 'b'],
        ['1', '2'],
      ],
      because: 'tabs',
    },
    {
      text: '\uFEFFa,b\n"x, y","say ""hi"""\n',
      rows: [
        ['a', 'b'],
        ['x, y', 'say "hi"'],
      ],
      because: 'a BOM and quotes',
    },
    {
      text: 'a,b\n"two\nlines",2\n',
      rows: [
        ['a', 'b'],
        ['two\nlines', '2'],
      ],
      because: 'a line break inside quotes',
    },
    {
      text: 'a,b\n\n1,\n',
      rows: [
        ['a', 'b'],
        ['1', ''],
      ],
      because: 'empty lines are left out, empty cells kept',
    },
    {
      text: '# one, two; "three\na;b\n#1;2\n"#3";4\n5;#6\n# the end',
      rows: [
        ['a', 'b'],
        ['#3', '4'],
        ['5', '#6'],
      ],
      because: 'a line that begins with # is a comment, which has no say in the separator',
    },
  ])('reads $because', ({ text, rows }) => {
    expect(readAll(text)).toEqual(rows);
  });

  it('reads back whatever was written, in pieces of any size', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 8 });
    const row = fc.tuple(fc.stringMatching(/^[a-z]{1,8}$/), cell, cell);
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 7 }),
        (rows, size) => {
          const header = 'one,two,three\n';
          const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
          const text = header + rows.map((cells) => `${cells.map(quote).join(',')}\n`).join('');
          const reader = new CsvReader(',');
          const found: string[][] = [];
          for (let at = 0; at < text.length; at += size)
            found.push(...reader.push(text.slice(at, at + size)));
          found.push(...reader.end());
          expect(found.slice(1)).toEqual(rows);
        },
      ),
    );
  });
});
