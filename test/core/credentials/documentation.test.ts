import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const page = readFileSync(resolve(root, 'docs/credentials.md'), 'utf8');
const proofs = [...page.matchAll(/^\|.*`(test\/[^`]+)` "([^"]+)"/gm)].map(([, path = '', words = '']) => ({
  path,
  words,
}));

describe('docs/credentials.md', () => {
  it('gives a proof in every row of what is read, refused and written', () => {
    const sections = page
      .split(/^## /m)
      .filter((section) => /^What is (?:read|refused|written)/.test(section));
    const rows = sections.flatMap((section) =>
      section.split('\n').filter((line) => /^\| (?!---|What\s+\||Instead)/.test(line)),
    );
    const unproved = rows.filter((row) => !row.includes('`test/') && !row.includes('pushdeck '));
    expect(unproved).toEqual([]);
    expect(proofs.length).toBeGreaterThan(25);
  });

  it.each(proofs)('names a test that exists: $words', ({ path, words }) => {
    expect(existsSync(resolve(root, path))).toBe(true);
    expect(readFileSync(resolve(root, path), 'utf8')).toContain(words);
  });
});
