import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REASON_RULES } from '#shared/apns/reasons';

const asked = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .join('\n');

describe('the reasons that are known to the explanations', () => {
  it('are each earned by a request in the tests beside this one', () => {
    const never = REASON_RULES.map(({ reason }) => reason).filter((reason) => !asked.includes(`'${reason}'`));
    expect(never).toEqual([]);
  });
});
