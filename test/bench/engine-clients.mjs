// @ts-check
/**
 * One client of the engine bench: `node engine-clients.mjs NAME ORIGIN COUNT CA KEY ENGINE`. Sends COUNT pushes of 200
 * bytes, twice: the first time to warm up. Prints the rate and the CPU time of the second as JSON.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { createRequire } from 'node:module';

const [name = '', origin = '', countText = '0', caPath = '', keyPath = '', enginePath = ''] =
  process.argv.slice(2);
const count = Number(countText);
const ca = readFileSync(caPath, 'utf8');
const keyPem = readFileSync(keyPath, 'utf8');
const TOKEN = 'ab'.repeat(32);
const TOPIC = 'com.example.pushdeck';
/** As many as APNs allows on one connection: what a caller gives who waits for all at once. */
const STREAMS = 1000;
const ids = { keyId: 'ABC123DEFG', teamId: 'TEAM123456' };
const empty = JSON.stringify({ aps: { alert: '' } });
const alert = 'x'.repeat(200 - empty.length);
const payload = JSON.stringify({ aps: { alert } });

/** Keeps so many sends under way. @param {number} width @param {() => Promise<unknown>} send */
async function keep(width, send) {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await send();
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
}

async function openEngine() {
  const { ApnsEngine, createBatches, systemClock: clock } = await import(enginePath);
  const { randomBytes, randomUUID } = await import('node:crypto');
  const engine = new ApnsEngine({
    clock,
    random: { bytes: randomBytes, uuid: randomUUID },
    credentials: { use: async () => ({ kind: 'apns-key', id: 'k', name: 'k', keyPem, ...ids }) },
    simulator: { start: async () => Promise.reject(new Error('no simulator here')) },
    settings: () => ({ proxyUrl: null, requestTimeoutS: 60, connectTimeoutS: 10 }),
    dataDir: process.env['PUSHDECK_BENCH_DIR'],
    env: {},
  });
  const batches = createBatches(engine, { history: null });
  const run = async () => {
    const batch = await batches.start({
      push: {
        environment: { kind: 'custom', url: origin, caPem: ca },
        credentialId: 'k',
        headers: { topic: TOPIC, pushType: 'alert', priority: 10 },
        payload,
      },
      targets: { columns: [], total: count, share: () => null, chunks: chunksOf(count) },
    });
    const signal = new AbortController().signal;
    if (process.env['PUSHDECK_BENCH_PROGRESS'] !== 'off') {
      let done = 0;
      for await (const progress of batches.watch(batch.id, signal)) done = progress.done;
      if (done !== count) throw new Error(`the last progress event says ${done}`);
    }
    const { counts } = await batch.done;
    if (counts.accepted !== count) throw new Error(JSON.stringify(counts));
  };
  return { run, close: () => engine.close() };
}

/** @type {Record<string, () => Promise<{ run: () => Promise<unknown>, close: () => unknown }>>} */
const clients = {
  /** The best bare loop we know: no promise, no closure for each push, settled when HEADERS ends the stream. */
  async bare() {
    const session = connect(origin, { ca, settings: { enablePush: false }, maxSessionMemory: 64 });
    await new Promise((resolve) => session.once('remoteSettings', resolve));
    const body = Buffer.from(payload);
    const { ProviderTokens, openMemoryTokenStore, systemClock: clock } = await import(enginePath);
    const tokens = new ProviderTokens(clock, openMemoryTokenStore());
    const authorization = await tokens.authorization({ kind: 'apns-key', id: '', name: '', keyPem, ...ids });
    const headers = {
      ':method': 'POST',
      ':path': `/3/device/${TOKEN}`,
      'apns-topic': TOPIC,
      'apns-push-type': 'alert',
      'apns-priority': '10',
      authorization,
    };
    const run = () =>
      new Promise((resolve, reject) => {
        let sent = 0;
        let done = 0;
        /** @this {import('node:http2').ClientHttp2Stream} @param {import('node:http2').IncomingHttpHeaders & { ':status'?: number }} head */
        function onResponse(head) {
          if (head[':status'] !== 200) reject(new Error(`status ${head[':status']}`));
          this.resume();
          done += 1;
          if (done === count) resolve(undefined);
          else next();
        }
        function next() {
          if (sent === count) return;
          sent += 1;
          const stream = session.request(headers, { endStream: false });
          stream.on('response', onResponse);
          stream.on('error', reject);
          stream.end(body);
        }
        for (let index = 0; index < STREAMS; index += 1) next();
      });
    return { run, close: () => session.destroy() };
  },

  /** Our engine as batches use it. */
  engine: () => openEngine(),

  async 'node-apn'() {
    const apn = createRequire(import.meta.url)('@parse/node-apn');
    const url = new URL(origin);
    const provider = new apn.Provider({
      token: { key: keyPath, ...ids },
      address: url.hostname,
      port: Number(url.port),
      ca: [caPath],
      requestTimeout: 60_000,
    });
    const note = new apn.Notification();
    note.topic = TOPIC;
    note.pushType = 'alert';
    note.priority = 10;
    note.alert = alert;
    const send = async () => {
      const { failed } = await provider.send(note, TOKEN);
      if (failed.length > 0) throw new Error(JSON.stringify(failed[0]));
    };
    return { run: () => keep(STREAMS, send), close: () => provider.shutdown() };
  },

  /** As it ships: up to 32 connections. Only the port, which it fixes to 443, is ours. */
  async apns2() {
    const require = createRequire(import.meta.url);
    const { ApnsClient, Notification } = require('apns2');
    const { Pool } = createRequire(require.resolve('apns2'))('undici');
    const client = new ApnsClient({
      team: ids.teamId,
      keyId: ids.keyId,
      signingKey: keyPem,
      defaultTopic: TOPIC,
    });
    client.client = new Pool(origin, {
      connections: 32,
      pipelining: 1,
      allowH2: true,
      maxConcurrentStreams: 100,
      connect: { ca },
    });
    const send = () => client.send(new Notification(TOKEN, { alert }));
    return { run: () => keep(STREAMS, send), close: () => client.destroy() };
  },
};

/** @param {number} total */
async function* chunksOf(total) {
  for (let left = total; left > 0; left -= 1000) {
    yield Array.from({ length: Math.min(1000, left) }, () => ({ token: TOKEN }));
  }
}

const make = clients[name];
if (make === undefined) throw new Error(`no client ${name}`);
const client = await make();
await client.run();
const cpu = process.cpuUsage();
const started = performance.now();
await client.run();
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(`${JSON.stringify({ rate: count / seconds, cpuUs: (user + system) / count })}\n`);
await client.close();
process.exit(0);
