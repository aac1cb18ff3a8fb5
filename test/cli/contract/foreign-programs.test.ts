import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { has } from '../../core/credentials/writing/foreign-tools.js';
import { type ContractRig, contractRig } from './contract-rig.js';

const FIXTURES = resolve(import.meta.dirname, '../../fixtures/credentials');
const [CERTIFICATE, KEY, ISSUER, ROOT] = ['universal.cer', 'universal.key.pem', 'wwdr.pem', 'root.pem'];
const SEALED = ['--out-password-env', 'OUT_PASSWORD'];
const env = { OUT_PASSWORD: 'abcd' };

let rig: ContractRig;
beforeAll(() => {
  rig = contractRig();
  for (const path of [`openssl/${CERTIFICATE}`, `parts/${KEY}`, `parts/${ISSUER}`, `parts/${ROOT}`]) {
    copyFileSync(join(FIXTURES, path), join(rig.folder, basename(path)));
  }
});
afterAll(() => rig[Symbol.dispose]());

function runForeign(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: rig.folder, encoding: 'utf8' });
  expect(status, stderr + stdout).toBe(0);
  return stdout;
}

/** Every way to a .p12 with the certificates above it, each sealed for today's programs and for old ones. */
const WAYS = [
  { name: 'convert', args: ['convert', ROOT, CERTIFICATE, KEY, ISSUER, '--to', 'p12'] },
  { name: 'pair', args: ['pair', '--cert', CERTIFICATE, '--key', KEY, '--chain', ISSUER, '--chain', ROOT] },
].flatMap((way) => [
  { ...way, out: `${way.name}.p12`, legacy: [] },
  { ...way, out: `${way.name}-legacy.p12`, legacy: ['--legacy'] },
]);

describe.each(WAYS)('the .p12 of $name $legacy.0', { timeout: 60_000 }, ({ args, out, legacy }) => {
  beforeAll(async () => {
    const { status, stderr } = await rig.run([...args, ...legacy, '--out', out, ...SEALED], { env });
    expect(status, stderr).toBe(0);
  }, 60_000);

  it.skipIf(!has('openssl'))('opens in OpenSSL, with its key and three certificates', () => {
    const opened = runForeign(
      'openssl',
      'pkcs12',
      ...legacy.map(() => '-legacy'),
      '-in',
      out,
      '-nodes',
      '-passin',
      'pass:abcd',
    );
    expect(opened.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
    expect(opened.match(/BEGIN (?:RSA )?PRIVATE KEY/g)).toHaveLength(1);
    const leaf = /-----BEGIN CERTIFICATE[\s\S]*?END CERTIFICATE-----/.exec(opened)?.[0] ?? '';
    rig.write(`${out}.leaf.pem`, leaf);
    expect(runForeign('openssl', 'x509', '-in', `${out}.leaf.pem`, '-noout', '-subject')).toContain(
      'com.example.app',
    );
  });

  it.skipIf(!has('keytool'))('opens in keytool as one entry with a chain of three', () => {
    const listed = runForeign(
      'keytool',
      '-list',
      '-v',
      '-keystore',
      out,
      '-storetype',
      'PKCS12',
      '-storepass',
      'abcd',
      '-J-Duser.language=en',
    );
    expect(listed).toMatch(/PrivateKeyEntry/);
    expect(listed).toMatch(/chain length: 3/);
  });
});
