import { describe, expect, it } from 'vitest';
import { straightenQuotes } from '../../../../../renderer/features/payload/editor/straighten-quotes.js';

describe('pasting JSON', () => {
  it('straightens curly quotes that stand for its own', () => {
    expect(straightenQuotes('{“aps”: {“badge”: 1}}')).toBe('{"aps": {"badge": 1}}');
  });

  it('leaves the quotes of a sentence alone', () => {
    const text = '{"aps": {"alert": "He said “hi”."}}';
    expect(straightenQuotes(text)).toBe(text);
  });

  it('leaves other texts alone', () => {
    expect(straightenQuotes('just words')).toBe('just words');
  });
});
