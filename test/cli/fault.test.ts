import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtCommand } from '../support/built-command.js';
import { startHostProcess } from './serve/support/running-host.js';

const SECRETS = {
  password: 'planted-password-9',
  passphrase: 'planted passphrase',
  jwt: 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJURUFNIn0.c2lnbmF0dXJl',
  key: '-----BEGIN PRIVATE KEY-----\nMIGTAgEAMBMGByqGSM49AgEG\n-----END PRIVATE KEY-----',
};
let folder: string;
let dataDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-fault-'));
  dataDir = join(folder, 'data');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Loaded into the process with --import: a fault of ours at a moment of the test's choosing. */
function saboteur(how: 'throw' | 'reject'): string {
  const path = join(folder, 'saboteur.mjs');
  writeFileSync(
    path,
    `process.on('SIGUSR1', () => {
      const cause = new Error('the token was ' + ${JSON.stringify(SECRETS.jwt)});
      const error = new Error(${JSON.stringify(
        `nobody foresaw this: password=${SECRETS.password} ${SECRETS.passphrase} http://ada:geheim@proxy.example:3128 ${SECRETS.key}`,
      )}, { cause });
      if (${JSON.stringify(how)} === 'reject') void Promise.reject(error); else throw error;
    });`,
  );
  return path;
}

function reports(place: string): readonly string[] {
  return readdirSync(place)
    .filter((name) => name.startsWith('pushdeck-fault-'))
    .map((name) => join(place, name));
}

describe.each(['throw', 'reject'] as const)('an error that nobody foresaw (%s)', (how) => {
  it('ends the browser host in order, with a report and without a stack trace', async () => {
    const host = await startHostProcess({
      dataDir,
      arguments: ['--no-open'],
      env: { NODE_OPTIONS: `--import=${saboteur(how)}`, PUSHDECK_PASSPHRASE: SECRETS.passphrase },
    });
    const ended = new Promise<number | null>((done) => host.process.once('exit', done));
    host.process.kill('SIGUSR1');
    expect(await ended).toBe(1);
    await host.stop();
    const [report = '', ...others] = reports(dataDir);
    expect(others).toEqual([]);
    expect(statSync(report).mode & 0o777).toBe(0o600);
    const text = readFileSync(report, 'utf8');
    expect(text).toContain('nobody foresaw this');
    expect(text).toContain('Caused by:');
    expect(text).toMatch(/^\s+at /m);
    for (const secret of [...Object.values(SECRETS), 'geheim', 'MIGTAgEA'])
      expect(text).not.toContain(secret);
    expect(host.stderr()).not.toMatch(/^\s+at |node:|geheim|planted/m);
  });
});

it('goes to the folder for temporary files where the data folder is none', async () => {
  const blocked = join(folder, 'blocked');
  writeFileSync(blocked, '');
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  const script = join(folder, 'early.mjs');
  writeFileSync(
    script,
    `const timer = setInterval(() => {
      if (process.listenerCount('uncaughtException') === 0) return;
      clearInterval(timer);
      throw new Error('early');
    }, 1);`,
  );
  const { status, stderr } = await builtCommand(['simulator', '--data-dir', blocked], {
    env: { NODE_OPTIONS: `--import=${script}`, TMPDIR: temporary },
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^pushdeck: Something unexpected went wrong: early$/m);
  expect(stderr).toContain(temporary);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(reports(temporary)).toHaveLength(1);
});
