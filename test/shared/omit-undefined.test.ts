import { expect, expectTypeOf, test } from 'vitest';
import { omitUndefined } from '#shared/omit-undefined';

test('drops the fields that are undefined and nothing else', () => {
  const fields = omitUndefined({ zero: 0, empty: '', nothing: null, no: false, absent: undefined });
  expect(Object.keys(fields)).toEqual(['zero', 'empty', 'nothing', 'no']);
});

test('makes a field optional only where it can be undefined', () => {
  const reason = ['Unregistered'].at(1);
  const fields = omitUndefined({ status: 200, reason });
  expectTypeOf(fields.status).toEqualTypeOf<200>();
  expectTypeOf(fields).toExtend<{ status: number; reason?: string }>();
  expect('reason' in fields).toBe(false);
});
