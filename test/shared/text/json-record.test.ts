import { describe, expect, it } from 'vitest';
import { parseJsonRecord } from '#shared/text/json-record';

describe('parseJsonRecord', () => {
  it('gives the object, the last of duplicate keys counting', () => {
    expect(parseJsonRecord('{"a":1,"a":2}')).toEqual({ a: 2 });
  });

  it.each(['', '[]', 'null', '7', '"text"', '{"a":', '{} x'])('%j is none', (text) => {
    expect(parseJsonRecord(text)).toBeNull();
  });
});
