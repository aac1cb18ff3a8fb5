// @ts-check
/** The server of `engine-server.mjs` in a process of its own, with its certificate and a key to sign with. */
import { execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onCore } from './whole-process.mjs';

/** @typedef {{ ca: string, serverKey: string, signingKey: string }} ServerFiles */

/** @param {string} folder @returns {ServerFiles} */
export function makeServerFiles(folder) {
  const ca = join(folder, 'cert.pem');
  const serverKey = join(folder, 'key.pem');
  const signingKey = join(folder, 'AuthKey_ABC123DEFG.p8');
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', serverKey, '-out', ca, ...subject], {
    stdio: 'ignore',
  });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(signingKey, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return { ca, serverKey, signingKey };
}

/** @param {ServerFiles} files @param {number} delayMs @returns {Promise<{ origin: string, stop: () => void }>} */
export async function startServer({ ca, serverKey }, delayMs) {
  const { command, args } = onCore(1, [
    join(import.meta.dirname, 'engine-server.mjs'),
    ca,
    serverKey,
    String(delayMs),
  ]);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((done) => child.stdout.once('data', (chunk) => done(String(chunk).trim())));
  return { origin: `https://127.0.0.1:${port}`, stop: () => child.kill() };
}
