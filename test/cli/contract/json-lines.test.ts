import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_TOKEN } from '#shared/simulator/samples';
import { type ContractRig, contractRig, fields, fieldsOf } from './contract-rig.js';

const MAIN = resolve(import.meta.dirname, '../../../out/cli/main.js');
const GONE = 'Old iPhone (app removed)';
const UPDATE = '{"aps":{"timestamp":{{now}},"event":"update","content-state":{"score":1}}}';

/** Of a push in whatever command tells of it. */
const ANSWER = 'token outcome status reason apnsId apnsUniqueId timestamp attempts resent';
const TIMINGS = 'timings.{queueMs,connectMs,responseMs}';
const EXPLANATION = 'explanation.{title,cause,fix,retry}';
const SUMMARY = fields(
  'targets accepted rejected failed unknown durationMs perSecond p50Ms p99Ms byReason.Unregistered',
);

interface Started {
  readonly url: string;
  readonly controlUrl: string;
  readonly ca: string;
  readonly certificateAuth: { readonly cert: string };
  readonly tokenAuth: { readonly keyFile: string; readonly keyId: string; readonly teamId: string };
}

let rig: ContractRig;
let simulator: ChildProcess;
let first: Started;
const requests: unknown[] = [];
beforeAll(async () => {
  rig = contractRig();
  rig.write('update.json', UPDATE);
  simulator = spawn(process.execPath, [MAIN, 'simulator', '--json'], {
    env: { ...process.env, PUSHDECK_DATA_DIR: join(rig.folder, 'server'), PUSHDECK_VAULT: 'key-file' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: simulator.stdout ?? process.stdin });
  first = JSON.parse(((await once(lines, 'line')) as [string])[0]) as Started;
  lines.on('line', (line) => requests.push(JSON.parse(line)));
  await rig.run(['send', '--env', 'simulator', '--device', 'iPhone', GONE, '--alert', 'Hello']);
}, 120_000);
afterAll(async () => {
  const ended = once(simulator, 'close');
  simulator.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  rig[Symbol.dispose]();
});

describe('with --json', { timeout: 120_000 }, () => {
  it('send gives a line for each target and a summary', async () => {
    const { status, documents } = await rig.ask([
      ...['send', '--env', 'simulator', '--device', 'iPhone', GONE, '--alert', 'Hello'],
    ]);
    const of = (outcome: string) => documents.find((document) => document['outcome'] === outcome);
    const [accepted, rejected, last] = [of('accepted'), of('rejected'), documents.at(-1)];
    expect(fieldsOf(accepted)).toEqual(fields(`device ${ANSWER} ${TIMINGS} explanation`));
    expect(fieldsOf(rejected)).toEqual(fields(`device ${ANSWER} ${TIMINGS} ${EXPLANATION}`));
    expect(fieldsOf(last?.['summary'])).toEqual(SUMMARY);
    expect(documents).toHaveLength(3);
    expect(status).toBe(1);
  });

  it('send tells of a connection that failed in one more field', async () => {
    const { status, documents } = await rig.ask([
      ...['send', '--url', 'https://127.0.0.1:1', '--credential', 'sample-key', '--topic', 'com.example.x'],
      ...['--to', SAMPLE_TOKEN, '--alert', 'Hello'],
    ]);
    expect(fieldsOf(documents[0])).toEqual(
      fields(`${ANSWER} ${TIMINGS} ${EXPLANATION} error.{step,code,message}`),
    );
    expect(documents[0]).toMatchObject({ outcome: 'failed', error: { step: 'tcp' } });
    expect(status).toBe(4);
  });

  it('a dry run gives the requests, and broadcast the lines of send', async () => {
    const dry = await rig.ask(['send', '--env', 'simulator', '--alert', 'Hello', '--dry-run']);
    const HEADERS = 'headers.{authorization,apns-topic,apns-push-type,apns-priority}';
    expect(fieldsOf(dry.documents[0])).toEqual(fields(`dryRun method url ${HEADERS} payload`));
    expect(dry.stdout).toContain('"authorization":"bearer [redacted]"');

    const created = await rig.ask(['channels', 'create', '--env', 'simulator']);
    expect(fieldsOf(created.documents[0])).toEqual(fields('ok channel storage requestId'));
    const channel = String(created.documents[0]?.['channel']);
    const listed = await rig.ask(['channels', 'list', '--env', 'simulator']);
    expect(fieldsOf(listed.documents[0])).toEqual(fields('ok channels requestId'));
    expect(listed.documents[0]).toMatchObject({ channels: expect.arrayContaining([channel]) as string[] });

    const sent = await rig.ask([
      ...['broadcast', '--env', 'simulator', '--channel', channel, '--payload', 'update.json'],
    ]);
    expect(fieldsOf(sent.documents[0])).toEqual(fields(`channel requestId ${ANSWER} ${TIMINGS} explanation`));
    expect(sent.documents[0]).toMatchObject({ channel, token: channel, outcome: 'accepted' });
    expect(
      fieldsOf({ ...(sent.documents[1]?.['summary'] as object), byReason: { Unregistered: 0 } }),
    ).toEqual(SUMMARY);
    for (const filter of [
      ['--topic', 'com.example.pushdeck'],
      ['--search', 'com.example.pushdeck score'],
    ]) {
      const { documents } = await rig.ask(['history', ...filter]);
      expect(documents[0], filter[0]).toMatchObject({ token: channel, topic: 'com.example.pushdeck' });
    }

    const gone = await rig.ask(['channels', 'read', 'dHN0LXNyY2gtY2hubA==', '--env', 'simulator']);
    expect(fieldsOf(gone.documents[0])).toEqual(
      fields(`ok outcome status reason requestId ${EXPLANATION} error.{code,message,hint}`),
    );
    expect(gone.status).toBe(1);
  });

  it('history and batches tell of what was sent', async () => {
    const { documents } = await rig.ask(['history', '--limit', '1', '--outcome', 'rejected']);
    expect(fieldsOf({ ...documents[0], headers: 0 })).toEqual(
      fields(
        `id at device ${ANSWER} ${TIMINGS} ${EXPLANATION} error environment origin topic pushType credential
         preset batch headers payload`,
      ),
    );
    const batches = await rig.ask(['batches', 'list']);
    expect(fieldsOf(batches.documents.at(-1))).toEqual(
      fields('id at state total preset counts.{waiting,sent,accepted,rejected,failed,unknown}'),
    );
    expect(batches.documents.at(-1)).toMatchObject({ state: 'finished', total: 2, counts: { rejected: 1 } });
    const [shown] = (await rig.ask(['batches', 'show', String(batches.documents[0]?.['id'])])).documents;
    expect(shown).toEqual(batches.documents[0]);
  });

  it('inspect, credentials, csr and jwt tell of credentials', async () => {
    const [request] = (
      await rig.ask(['csr', '--email', 'a@example.com', '--name', 'Me', '--out', 'a.certSigningRequest'])
    ).documents;
    expect(fieldsOf(request)).toEqual(fields('ok out keyOut credentialId spkiSha256'));

    const FACTS =
      'kind container key.{algorithm,bits,curve,spkiSha256} certificates keyId warnings abilities';
    const { documents, status } = await rig.ask([
      ...['inspect', first.certificateAuth.cert, first.tokenAuth.keyFile, 'nothing.p12'],
    ]);
    const [certificate, key, missing] = documents;
    for (const file of [certificate, key]) expect(fieldsOf(file)).toEqual(fields(`file ok ${FACTS} kept`));
    const [leaf] = certificate?.['certificates'] as readonly unknown[];
    expect(fieldsOf(leaf)).toEqual(
      fields(
        `commonName userId organization teamId issuer serialNumber notBefore notAfter sha256 spkiSha256 pushKind
         topics environments`,
      ),
    );
    expect(fieldsOf(missing)).toEqual(fields('file ok error.{code,message,hint}'));
    expect(missing).toMatchObject({ ok: false, error: { code: 'file-not-found' } });
    expect(status).toBe(3);

    const list = await rig.ask(['credentials', 'list']);
    expect(fieldsOf(list.documents[0])).toEqual(fields(`id name sample addedAt teamId defaultFor ${FACTS}`));
    const jwt = await rig.ask(['jwt', '--credential', 'sample-key']);
    expect(fieldsOf(jwt.documents[0])).toEqual(fields('token keyId teamId issuedAt'));
    const decoded = await rig.ask(['jwt', '--decode', String(jwt.documents[0]?.['token'])]);
    expect(fieldsOf(decoded.documents[0])).toEqual(
      fields('header.{alg,kid} claims.{iss,iat} ageSeconds expired signature problems'),
    );
    expect(decoded.documents[0]).toMatchObject({ signature: 'valid', expired: false });
  });

  it('lint, doctor and run tell what they found', async () => {
    const lint = await rig.ask(['lint', '-'], { input: '{"aps":{"badge":"3"}}' });
    expect(fieldsOf(lint.documents[0])).toEqual(fields('diagnostics bytes limit'));
    const [found] = lint.documents[0]?.['diagnostics'] as readonly unknown[];
    expect(fieldsOf(found)).toEqual(fields('rule severity message path line column fix'));

    const doctor = await rig.ask(['doctor', '--env', 'simulator']);
    const steps = ['dns', 'tcp', 'proxy', 'tls', 'http2', 'clock', 'auth', 'topic'];
    expect(doctor.documents.map(({ step }) => step)).toEqual(steps);
    for (const { tls, ...step } of doctor.documents) {
      expect(fieldsOf(step)).toEqual(fields('step ok status durationMs message hint'));
      expect(tls === undefined).toBe(step['step'] !== 'tls');
    }
    const tls = doctor.documents.find(({ step }) => step === 'tls')?.['tls'];
    expect(fieldsOf(tls)).toEqual(
      fields('protocol cipher alpn serverCertificate.{subject,issuer,notBefore,notAfter,sha256}'),
    );

    const scenario = {
      version: 1,
      name: 'Hello',
      steps: [{ send: { payload: { aps: { alert: 'Hello' } } } }],
    };
    const run = await rig.ask(['run', '-'], { input: JSON.stringify(scenario) });
    const [step, last] = run.documents;
    expect(fieldsOf(step)).toEqual(
      fields('scenario file step kind name status durationMs deliveries failures error'),
    );
    expect(step?.['deliveries']).toHaveLength(1);
    expect(fieldsOf(last?.['summary'])).toEqual(
      fields('scenarios failedScenarios steps passed failed errors skipped durationMs'),
    );
  });

  it('devices and presets tell of the workspace', async () => {
    const DEVICE = fields('name token environment url topic kind tags groups note goneSince');
    const added = await rig.ask(['devices', 'add', 'Mine', 'ab'.repeat(32)]);
    expect(fieldsOf(added.documents[0])).toEqual(DEVICE);
    expect(fieldsOf((await rig.ask(['devices', 'list'])).documents[0])).toEqual(DEVICE);
    const taken = await rig.ask(['devices', 'import', '-'], { input: 'cd'.repeat(32) });
    expect(taken.documents).toEqual([{ ok: true, imported: 1, skipped: 0 }]);

    expect(await rig.ask(['presets', 'list'])).toMatchObject({
      documents: [],
      stderr: 'There is no preset yet.\n',
    });
    rig.write('Hello.json', '{"aps":{"alert":"Hello"}}');
    const imported = await rig.ask(['presets', 'import', 'Hello.json']);
    expect(imported.documents).toEqual([{ ok: true, id: 'Hello.json', name: 'Hello' }]);
    const listed = await rig.ask(['presets', 'list']);
    expect(fieldsOf(listed.documents[0])).toEqual(
      fields('id name folder description topic pushType environment problem'),
    );
  });

  it('simulator gives one line when it is ready and one for each request', async () => {
    expect(fieldsOf(first)).toEqual(
      fields(
        `url managementUrl controlUrl ca environment tokenAuth.{keyFile,keyId,teamId}
         certificateAuth.{p12,password,cert,key} topics devices`,
      ),
    );
    const { tokenAuth, url, ca } = first;
    const sent = await rig.ask([
      ...['send', '--url', url, '--ca', ca, '--to', SAMPLE_TOKEN, '--topic', 'com.example.pushdeck'],
      ...['--credential', tokenAuth.keyFile, '--team-id', tokenAuth.teamId, '--alert', 'Hello'],
    ]);
    expect(sent.documents[0]).toMatchObject({ outcome: 'accepted' });
    await expect.poll(() => requests.length, { timeout: 30_000 }).toBe(1);
    const request = requests[0] as { readonly headers: Readonly<Record<string, string>> };
    expect(fieldsOf({ ...request, headers: 0, payload: 0 })).toEqual(
      fields('at method path headers payload status reason apnsId rule because'),
    );
    expect(request).toMatchObject({ payload: { aps: { alert: 'Hello' } }, status: 200, rule: null });
    expect(request.headers['authorization']).toMatch(/redacted/);

    const control = new URL(first.controlUrl);
    const token = new URLSearchParams(control.hash.slice(1)).get('token') ?? '';
    for (const path of ['/devices', '//devices']) {
      const answer = await fetch(control.origin + path, { headers: { authorization: `Bearer ${token}` } });
      expect(answer.status, path).toBe(200);
    }
  });
});
