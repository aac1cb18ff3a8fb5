import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CredentialDefault } from '#shared/credentials/inspection';
import { SAMPLE_TOPIC } from '#shared/simulator/samples';
import { openServices } from '../../../cli/input/open-services.js';
import { memoryTerminal } from '../../support/memory-terminal.js';
import { type CommandRig, commandRig, type Outcome } from '../credentials/command-rig.js';

let rig: CommandRig;
beforeAll(async () => {
  rig = commandRig();
  await rig.withSamples();
  const add = (...argv: string[]) => rig.run(['credentials', 'add', ...argv]);
  const key = rig.bring('openssl/AuthKey_ABC123DEFG.p8');
  await add(key, '--team-id', 'TEAM123456', '--name', 'team key');
  await add(rig.bring('openssl/universal.cer'), rig.bring('parts/universal.key.pem'));
}, 60_000);
afterAll(() => rig[Symbol.dispose]());

const TOKEN = 'ab'.repeat(32);
const send = (...argv: string[]): Promise<Outcome> =>
  rig.run(['send', '--json', '--alert', 'Hello', ...argv]);
const planned = (...argv: string[]): Promise<Outcome> => send('--dry-run', '--to', TOKEN, ...argv);

/** As the window does it, with the menu beside the credential. */
async function setDefaults(name: string, defaults: readonly CredentialDefault[]): Promise<void> {
  const env = { PUSHDECK_DATA_DIR: join(rig.folder, 'data'), PUSHDECK_VAULT: 'key-file' };
  const services = await openServices({}, memoryTerminal({ cwd: rig.folder, env }));
  const { id } = await services.credentials.find(name);
  await services.credentials.setDefaults(id, defaults);
  await services.close();
}

describe('pushdeck send without --credential', { timeout: 60_000 }, () => {
  it('wants one chosen while none is the default', async () => {
    const { status, documents } = await planned('--env', 'sandbox', '--topic', 'com.example.app');
    expect(status).toBe(2);
    expect(documents[0]).toMatchObject({ ok: false, error: { code: 'bad-argument' } });
  });

  it('takes the default of the topic, then of its app, then of the environment', async () => {
    await setDefaults('team key', [
      { environment: 'sandbox', topic: '' },
      { environment: 'production', topic: 'com.example.other' },
    ]);
    await setDefaults('com.example.app', [{ environment: 'sandbox', topic: 'com.example.app' }]);
    const used = async (environment: string, topic: string) =>
      /Using the credential “(.+)”, the default here/.exec(
        (await planned('--env', environment, '--topic', topic)).stderr,
      )?.[1];
    expect(await used('sandbox', 'com.example.app')).toBe('com.example.app');
    expect(await used('sandbox', 'com.example.app.voip')).toBe('com.example.app');
    expect(await used('sandbox', 'com.example.other')).toBe('team key');
    expect(await used('production', 'com.example.other')).toBe('team key');
    expect(await used('production', 'com.example.app')).toBeUndefined();
  });

  it('knows the topic of a saved device', async () => {
    await rig.run(['devices', 'add', 'Ada', TOKEN, '--env', 'sandbox', '--topic', 'com.example.app']);
    const { stderr } = await send('--dry-run', '--env', 'sandbox', '--device', 'Ada');
    expect(stderr).toContain('Using the credential “com.example.app”, the default here');
  });

  it('lets --credential win', async () => {
    const { documents } = await planned(
      ...['--env', 'sandbox', '--topic', 'com.example.app', '--credential', 'team key'],
    );
    expect(documents[0]).toMatchObject({ headers: { authorization: 'bearer [redacted]' } });
  });

  it('sends with the default for the simulator', async () => {
    await setDefaults('team key', [{ environment: 'simulator', topic: SAMPLE_TOPIC }]);
    const { status, stderr, documents } = await send('--env', 'simulator', '--topic', SAMPLE_TOPIC);
    expect(stderr).toContain('Using the credential “team key”, the default here');
    expect(documents[0]).toMatchObject({ outcome: 'accepted' });
    expect(status).toBe(0);
  });
});

describe('pushdeck send with a vault behind a passphrase', { timeout: 60_000 }, () => {
  const simulator = ['--env', 'simulator', '--topic', SAMPLE_TOPIC, '--credential', 'team key'];
  const env = { PUSHDECK_PASSPHRASE: 'öl' };
  beforeAll(async () => {
    await rig.run(['credentials', 'protect', 'passphrase', '--passphrase-stdin'], { stdin: 'öl\n' });
  });

  it('ends with vault-locked, status 3, and says how to open it', async () => {
    const { status, documents } = await send(...simulator);
    expect(documents).toEqual([
      {
        ok: false,
        error: {
          code: 'vault-locked',
          message: 'The credentials are locked.',
          hint: expect.stringContaining('PUSHDECK_PASSPHRASE') as string,
        },
      },
    ]);
    expect(status).toBe(3);
    const forPeople = await rig.run(['send', '--alert', 'Hello', ...simulator]);
    expect(forPeople.stderr).toContain('The credentials are locked.');
    expect(forPeople.stdout).toBe('');
  });

  it('sends with the passphrase, and not with another one', async () => {
    const argv = ['send', '--json', '--alert', 'Hello', ...simulator];
    const opened = await rig.run(argv, { env });
    expect(opened.documents[0]).toMatchObject({ outcome: 'accepted' });
    expect(opened.status).toBe(0);
    const wrong = await rig.run(argv, { env: { PUSHDECK_PASSPHRASE: 'oil' } });
    expect(wrong.documents[0]).toMatchObject({ ok: false, error: { code: 'wrong-password' } });
    expect(wrong.status).toBe(3);
  });

  it('does not stand in the way of the simulator’s own credential', async () => {
    const { status } = await send('--env', 'simulator', '--credential', 'sample-key');
    expect(status).toBe(0);
  });
});
