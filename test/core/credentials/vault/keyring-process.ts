import { spawn, spawnSync } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { createCredentialService } from '#core/credentials/create-credential-service';
import type { CredentialService } from '#core/credentials/credential-service';
import { systemKeyring } from '#core/credentials/vault/system-keyring';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { toAppError } from '#shared/errors';

// Run by system-keyring.test.ts inside a D-Bus session of its own: a vault on GNOME's keyring, as it is.
const [step = '', dataDir = '', id = ''] = process.argv.slice(2);
const TRIES = 100;

function open(folder = dataDir): CredentialService {
  return createCredentialService({
    dataDir: folder,
    clock: systemClock,
    random: systemRandomness,
    keyring: systemKeyring(systemClock),
  });
}

async function makeKey(service: CredentialService): Promise<string> {
  const order = { email: 'a@b.c', commonName: 'PushChat', keyType: 'p-256' } as const;
  return (await service.createRequest(order)).credentialId;
}

/** The private key of the credential, out of the vault; else the code of the error. */
async function takeOut(service: CredentialService, credentialId: string): Promise<string> {
  try {
    const { bytes } = await service.convert({ credentialId }, { to: 'key', outPassword: 'x' });
    return Buffer.from(bytes).toString('latin1').split('\n')[0] ?? '';
  } catch (thrown) {
    return toAppError(thrown).code;
  }
}

/** The daemon takes the password of its keyring from its input, and answers a moment later. */
async function startKeyring(): Promise<() => Promise<void>> {
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((done) => daemon.once('exit', () => done()));
  daemon.stdin.end('password of the keyring');
  for (let count = 0; ; count++) {
    try {
      await systemKeyring(systemClock).write('started', 'yes');
      break;
    } catch (error) {
      if (count === TRIES) throw error;
      await setTimeout(100);
    }
  }
  return async () => {
    daemon.kill('SIGKILL');
    await ended;
  };
}

if (step === 'other-process') {
  process.stdout.write(await takeOut(open(), id));
} else {
  const stop = await startKeyring();
  const service = open();
  const first = await makeKey(service);
  const protection = await service.protection();
  const other = spawnSync(process.execPath, [process.argv[1] ?? '', 'other-process', dataDir, first]);
  const elsewhere = other.stdout.toString();
  // There and back: the key moves out of the keyring and into it again.
  await service.protect('passphrase', 'correct horse');
  await service.protect('system-keyring');
  const moved = await takeOut(open(), first);
  await stop();
  const withoutStore = await takeOut(open(), first);
  const fresh = open(`${dataDir}-fresh`);
  const second = await makeKey(fresh);
  const fallback = { protection: await fresh.protection(), key: await takeOut(fresh, second) };
  process.stdout.write(JSON.stringify({ protection, elsewhere, moved, withoutStore, fallback }));
}
