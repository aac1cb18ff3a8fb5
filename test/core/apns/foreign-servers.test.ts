import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createBatchService } from '#core/apns/batches';
import { createSenderOn } from '#core/apns/sender';
import { targetsFromList } from '#core/apns/target-source';
import { openEngineRig, sampleIdentity } from '../../support/engine-rig.js';
import { makeTestAuthority } from '../../support/test-identity.js';

const authority = await makeTestAuthority();
const rig = await openEngineRig();
const folder = mkdtempSync(join(tmpdir(), 'pushdeck-foreign-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const cert = join(folder, 'cert.pem');
const key = join(folder, 'key.pem');
const ca = join(folder, 'ca.pem');
writeFileSync(cert, authority.server.certificatePem);
writeFileSync(key, authority.server.keyPem);
writeFileSync(ca, authority.caPem);

const installed = (name: string): boolean => {
  try {
    execFileSync('which', [name]);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(!installed('nghttpd'))('against nghttpd (skipped where it is not installed)', () => {
  const TOKEN = 'ab'.repeat(32);

  it('a batch fills streams and window, and every target has its outcome', async () => {
    const root = join(folder, 'root', '3', 'device');
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, TOKEN), '');
    const port = await freePort();
    await start('nghttpd', ['-d', join(folder, 'root'), '-m', '100', String(port), key, cert], port);
    const environment = {
      kind: 'custom',
      url: `https://127.0.0.1:${port}`,
      caPem: authority.caPem,
    } as const;
    const batches = createBatchService(rig.another(), { history: null });
    const run = await batches.start({
      // More than the window of 65535 bytes holds at once, so that bodies have to wait for it.
      push: rig.push({ environment, payload: JSON.stringify({ aps: {}, pad: 'x'.repeat(2000) }) }),
      targets: targetsFromList(
        Array.from({ length: 1500 }, (_, index) => ({ token: index % 50 === 7 ? 'cd'.repeat(32) : TOKEN })),
      ),
      policy: { requestTimeoutMs: 15_000 },
    });
    const report = await run.done;
    expect(report.counts).toEqual({ accepted: 1470, rejected: 30, failed: 0, unknown: 0 });
  });
});

describe.skipIf(!installed('openssl'))('against openssl s_server (skipped where it is not installed)', () => {
  it.each(['-tls1_3', '-tls1_2'])('%s: an expired client certificate is named', async (version) => {
    const port = await freePort();
    await start(
      'openssl',
      [
        's_server',
        '-accept',
        String(port),
        '-cert',
        cert,
        '-key',
        key,
        '-CAfile',
        ca,
        '-Verify',
        '1',
        '-verify_return_error',
        '-alpn',
        'h2',
        '-quiet',
        version,
      ],
      port,
    );
    const expired = await authority.client(true);
    const id = `expired${version}`;
    rig.credentials.set(id, { ...sampleIdentity(expired), id });
    const environment = {
      kind: 'custom',
      url: `https://127.0.0.1:${port}`,
      caPem: authority.caPem,
    } as const;
    const sender = createSenderOn(rig.another());
    const delivery = await sender.send(rig.push({ environment, credentialId: id }));
    expect(delivery).toMatchObject({ outcome: 'failed', failure: { step: 'tls', code: 'tls-failed' } });
    expect(delivery.failure?.message.en).toContain('it has expired');
  });
});

/** Starts a server, and ends it after the test. */
async function start(command: string, args: readonly string[], port: number): Promise<void> {
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  onTestFinished(() => void child.kill());
  for (let tries = 0; tries < 100; tries += 1) {
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${command} did not start`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
