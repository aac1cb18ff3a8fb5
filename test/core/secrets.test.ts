import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServices } from '#core/create-services';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { createRouter } from '#core/router';
import type { Services } from '#core/services';
import { copySourceOf } from '#shared/history/copy-as/code-request';
import { COPY_FORMATS, copyAs } from '#shared/history/copy-as/copy-as';
import { EXPORT_FORMATS, exportDeliveries } from '#shared/history/export';
import { SAMPLE_TEAM_ID, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { createSimulator } from '#simulator/simulator';

const P12_PASSWORD = 'planted-p12-password';
const PROXY_PASSWORD = 'planted-proxy-password';
const API_KEY = 'planted-api-key';
/** As gateways in front of APNs name what they ask for. */
const SECRET_HEADERS = [
  'x-api-key',
  'authorization-x',
  'x-gateway-token',
  'client-secret',
  'x-auth-user',
  'x-functions-key',
  'x-signature',
];
/** A JSON Web Token with a header, claims and a signature. */
const PROVIDER_TOKEN = /eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/;

let dataDir: string;
let services: Services;
/** Everything that the page was told. */
const told: string[] = [];
/** What must appear nowhere: words, and raw key bytes. */
const planted: { readonly name: string; readonly bytes: Buffer }[] = [];

function plantKey(name: string, pem: string): void {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  planted.push({ name: `${name} as DER`, bytes: der });
  // One line of the PEM is enough to know the key by.
  const line = pem.split('\n')[1] ?? '';
  planted.push({ name: `${name} as PEM`, bytes: Buffer.from(line.slice(8)) });
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-secrets-'));
  const simulator = createSimulator({ dataDir, clock: systemClock, random: systemRandomness });
  services = createServices({
    version: '0.0.0',
    dataDir,
    clock: systemClock,
    random: systemRandomness,
    host: { kind: 'browser' },
    simulator,
    env: { PUSHDECK_VAULT: 'key-file' },
  });
  const page = createRouterClient(createRouter(services));
  const ask = async <Answer>(call: Promise<Answer>): Promise<Answer> => {
    const answer = await call;
    told.push(JSON.stringify(answer));
    return answer;
  };

  const identity = await simulator.sampleIdentity();
  plantKey('the key of the .p12', identity.keyPem);
  planted.push({ name: 'the password of the .p12', bytes: Buffer.from(P12_PASSWORD) });
  const pem = Buffer.from(identity.certificatePem + identity.keyPem);
  const [kept] = await services.credentials.add({ files: [{ name: 'identity.pem', bytes: pem }] });
  const source = { credentialId: kept?.credentialId ?? '' };
  const p12 = await services.credentials.convert(source, { to: 'p12', outPassword: P12_PASSWORD });
  await services.credentials.remove(source.credentialId);
  const p8 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  plantKey('the APNs key', p8);
  planted.push({ name: 'a header that can carry a secret', bytes: Buffer.from(API_KEY) });
  planted.push({ name: 'the password of the proxy', bytes: Buffer.from(PROXY_PASSWORD) });

  const cards = await ask(
    page.credentials.add({
      files: [{ name: 'push.p12', content: new Blob([new Uint8Array(p12.bytes)]) }],
      password: P12_PASSWORD,
    }),
  );
  const keyCards = await ask(
    page.credentials.add({
      files: [{ name: 'AuthKey_PLANTED001.p8', content: new Blob([p8]) }],
      teamId: SAMPLE_TEAM_ID,
    }),
  );
  await ask(
    page.credentials.add({ files: [{ name: 'broken.p12', content: new Blob(['not a credential']) }] }),
  );
  await ask(page.credentials.list());
  for (const credentialId of [
    cards[0]?.credentialId,
    keyCards[0]?.credentialId,
    'sample-key',
    'sample-identity',
  ]) {
    expect(credentialId).toBeTruthy();
    await ask(
      page.push.send({
        push: {
          environment: { kind: 'simulator' },
          credentialId: credentialId ?? null,
          target: { kind: 'device', token: SAMPLE_TOKEN },
          headers: {
            topic: SAMPLE_TOPIC,
            pushType: 'alert',
            custom: [
              { name: 'authorization', value: 'bearer mine' },
              ...SECRET_HEADERS.map((name) => ({ name, value: API_KEY })),
              { name: 'x-forwarded-as', value: `Basic ${API_KEY}` },
            ],
          },
          payload: '{"aps":{"alert":"Hello"}}',
        },
      }),
    ).catch((error: unknown) => told.push(JSON.stringify(error)));
    await ask(
      page.push.send({
        push: {
          environment: { kind: 'simulator' },
          credentialId: credentialId ?? null,
          target: { kind: 'device', token: SAMPLE_TOKEN },
          headers: { topic: SAMPLE_TOPIC, pushType: 'alert' },
          payload: '{"aps":{"alert":"Hello"}}',
        },
      }),
    );
  }
  await ask(page.app.info());
  const { deliveries } = await ask(page.history.page({ filter: {}, limit: 100 }));
  for (const format of EXPORT_FORMATS) told.push(exportDeliveries(deliveries, format, { version: '0.0.0' }));
  for (const delivery of deliveries) {
    for (const format of COPY_FORMATS) told.push(copyAs(format, copySourceOf(delivery, undefined)) ?? '');
  }
  const batch = await ask(
    page.batches.start({
      push: {
        environment: { kind: 'simulator' },
        credentialId: 'sample-key',
        headers: {
          topic: SAMPLE_TOPIC,
          pushType: 'alert',
          custom: SECRET_HEADERS.map((name) => ({ name, value: API_KEY })),
        },
        payload: '{"aps":{"alert":"Hello"}}',
      },
      targets: [{ token: SAMPLE_TOKEN }, { token: '0'.repeat(64) }],
    }),
  );
  for await (const progress of await page.batches.watch(batch)) told.push(JSON.stringify(progress));
  await ask(page.history.batchReport({ batchId: batch.id }));
  for await (const state of await page.simulator.watch()) {
    told.push(JSON.stringify(state));
    break;
  }
  await ask(page.app.updateSettings({ proxyUrl: `http://ada:${PROXY_PASSWORD}@127.0.0.1:9` }));
  await ask(page.app.settings());
  // Fails at the proxy, whose address then stands in the explanation.
  await ask(
    page.push.send({
      push: {
        environment: { kind: 'sandbox' },
        credentialId: null,
        target: { kind: 'device', token: 'ab'.repeat(32) },
        headers: { topic: SAMPLE_TOPIC, pushType: 'alert' },
        payload: '{"aps":{"alert":"Hello"}}',
      },
    }),
  );
  await services.close();
}, 60_000);

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

it('sends with every credential, so that there is something to leak', () => {
  expect(told.filter((answer) => answer.includes('"outcome":"accepted"')).length).toBeGreaterThanOrEqual(3);
  expect(told.some((answer) => answer.includes('"outcome":"failed"') && answer.includes('proxy'))).toBe(true);
});

it('tells the page no planted secret and no provider token', () => {
  const everything = told.join('\n');
  for (const { name, bytes } of planted) {
    expect(everything.includes(bytes.toString('latin1')), name).toBe(false);
    expect(everything.includes(bytes.toString('base64')), `${name} in base64`).toBe(false);
  }
  expect(everything).not.toMatch(PROVIDER_TOKEN);
});

it('writes no planted secret and no provider token in the clear into the data folder', () => {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    // The simulator's own samples are files on purpose: other programs are to use them.
    .filter((path) => !path.startsWith(join(dataDir, 'simulator')));
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const content = readFileSync(file);
    for (const { name, bytes } of planted) expect(content.includes(bytes), `${name} in ${file}`).toBe(false);
    expect(content.toString('latin1'), file).not.toMatch(PROVIDER_TOKEN);
  }
});

it.runIf(process.platform !== 'win32')('lets nobody else on the machine read the data folder', () => {
  expect(statSync(dataDir).mode & 0o077).toBe(0);
});
