import { describe, expect, it } from 'vitest';
import { newDevice } from '#shared/workspace/device';
import { checkImport, readImport } from '../../../../renderer/features/devices/check-import.js';

const A = 'aa'.repeat(32);
const B = 'bb'.repeat(32);
const environment = { kind: 'sandbox' } as const;
const judge = (text: string, known = [] as ReturnType<typeof newDevice>[]) => {
  const reading = readImport(text);
  return checkImport(text, reading, reading.choice, { environment }, known);
};

describe('an import of devices', () => {
  it('counts what is new, known and odd', () => {
    const known = [newDevice({ name: 'Known', token: A, environment })];
    expect(judge(`${A}\n${B}\n${B}\nabc`, known)).toMatchObject({
      odd: 1,
      fresh: [{ device: { token: B } }, { device: { token: 'abc' } }],
    });
  });

  it('reads CSV by the names of its columns', () => {
    const { fresh } = judge(`name,token,env\nPhone,${A},production\n`);
    expect(fresh).toMatchObject([
      { device: { name: 'Phone', token: A, environment: { kind: 'production' } }, problem: null },
    ]);
  });

  it('never takes a name that is in use', () => {
    const known = [newDevice({ name: 'Phone', token: B, environment })];
    const { fresh } = judge(`name,token\nPhone,${A}\n`, known);
    expect(fresh[0]?.device.name).not.toBe('Phone');
  });
});
