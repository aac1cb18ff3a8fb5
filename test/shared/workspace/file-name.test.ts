import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName, uniqueName } from '#shared/workspace/file-name';

describe('a file name', () => {
  it.each([
    ['Order shipped', 'Order shipped'],
    ['订单已发货 🚚', '订单已发货 🚚'],
    ['a/b\\c:d*e?"f"<g>|h', 'a-b-c-d-e-f-g-h'],
    ['  spaces \t and\nlines ', 'spaces and lines'],
    ['...hidden', 'hidden'],
    ['trailing dots...', 'trailing dots'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['Console', 'Console'],
    ['', 'Untitled'],
    ['///', '-'],
    ['..', 'Untitled'],
    ['\u202egnp.json', 'gnp.json'],
    ['\u200b\u2060\ufeff', 'Untitled'],
    ['Wel\u200bcome\u3164', 'Welcome'],
  ])('made of %j is %j', (name, expected) => {
    expect(safeFileName(name)).toBe(expected);
  });

  it('is good on every platform, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const file = safeFileName(name);
        expect(file).not.toMatch(/[<>:"/\\|?*\p{Cc}]/u);
        expect(file).not.toMatch(/^[. ]|[. ]$/);
        expect(file).not.toBe('');
        expect(Buffer.byteLength(file)).toBeLessThanOrEqual(181);
        expect(safeFileName(file)).toBe(file);
      }),
    );
  });
});

describe('a unique name', () => {
  it.each([
    [['Other'], 'Name'],
    [['Name'], 'Name (2)'],
    [['name', 'NAME (2)'], 'Name (3)'],
  ])('beside %j is %j', (taken, expected) => {
    expect(uniqueName('Name', taken)).toBe(expected);
  });

  it('counts composed and decomposed letters as the same, as macOS does', () => {
    expect(uniqueName('caf\u00e9', ['cafe\u0301'])).toBe('caf\u00e9 (2)');
  });
});
