// @ts-check
/**
 * What the benches run in a process of its own: `node simulator-host.mjs simulator|bare BUNDLE DATA_DIR`.
 * Prints one JSON line once it listens. The simulator gives its sample provider token along.
 */
import { createPrivateKey, randomBytes, randomUUID, sign } from 'node:crypto';
import { createSecureServer } from 'node:http2';
import { performance } from 'node:perf_hooks';

/** @param {string} line */
const print = (line) => void process.stdout.write(`${line}\n`);

const [kind, bundle, dataDir] = process.argv.slice(2);
const { createSimulator } = await import(String(bundle));
const simulator = createSimulator({
  dataDir,
  keepsState: false,
  clock: { now: () => Date.now(), elapsed: () => performance.now() },
  random: {
    bytes: (/** @type {number} */ count) => randomBytes(count),
    uuid: () => randomUUID(),
  },
});
const { url } = await simulator.start();
const apnsKey = await simulator.sampleKey();

if (kind === 'simulator') {
  print(JSON.stringify({ url, token: providerToken(), files: simulator.files, pid: process.pid }));
} else {
  await simulator.stop();
  const { readFileSync } = await import('node:fs');
  const { server } = JSON.parse(readFileSync(`${dataDir}/simulator/credentials.json`, 'utf8'));
  const bare = createSecureServer({
    key: server.keyPem,
    cert: server.certificatePem,
    settings: { maxConcurrentStreams: 1000 },
  });
  // The least a push service could do: read the body, say 200.
  bare.on('stream', (stream) => {
    stream.on('data', () => undefined);
    stream.on('end', () => stream.respond({ ':status': 200 }, { endStream: true }));
    stream.on('error', () => undefined);
  });
  bare.listen(0, '127.0.0.1', () => {
    const address = bare.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    print(JSON.stringify({ url: `https://127.0.0.1:${port}`, pid: process.pid }));
  });
}

process.on('message', (question) => {
  if (question === 'memory') process.send?.({ ...process.memoryUsage(), cpu: process.cpuUsage() });
});

function providerToken() {
  const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = part({ alg: 'ES256', kid: apnsKey.keyId });
  const input = `${header}.${part({ iss: apnsKey.teamId, iat: Math.floor(Date.now() / 1000) })}`;
  const key = createPrivateKey(apnsKey.keyPem);
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
