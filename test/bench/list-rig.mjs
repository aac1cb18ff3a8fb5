// @ts-check
/** Lists of targets, and the command that sends to them, for the benches of whole sends. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PUSHDECK } from './whole-process.mjs';

const AT_ONCE = 10_000;

/**
 * A file of tokens, one a line.
 *
 * @param {string} folder @param {number} count @param {number} [different] How many different ones, in turn; all by default.
 */
export function listOf(folder, count, different = count) {
  const path = join(folder, `tokens-${count}-${different}.txt`);
  if (existsSync(path)) return path;
  for (let at = 0; at < count; at += AT_ONCE) {
    const lines = Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, n) =>
      createHash('sha256')
        .update(String((at + n) % different))
        .digest('hex'),
    );
    appendFileSync(path, `${lines.join('\n')}\n`);
  }
  return path;
}

/**
 * `pushdeck send --to-file`, as a person runs it.
 *
 * @param {{ origin: string, files: import('./bench-server.mjs').ServerFiles, list: string, dataDir: string }} rig
 * @param {readonly string[]} [more] Options.
 */
export function sendList({ origin, files, list, dataDir }, more = []) {
  const credential = ['--credential', files.signingKey, '--team-id', 'TEAM123456'];
  const push = ['--topic', 'com.example.pushdeck', '--push-type', 'alert', '--alert', 'Hello to everybody'];
  const target = ['--url', origin, '--ca', files.ca, '--to-file', list];
  return {
    args: [PUSHDECK, 'send', ...target, ...credential, ...push, '--data-dir', dataDir, '--json', ...more],
  };
}

/** Bytes that a data folder takes. @param {string} dataDir */
export function bytesIn(dataDir) {
  return readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** @param {string} dataDir */
export const forget = (dataDir) => rmSync(dataDir, { recursive: true, force: true });
