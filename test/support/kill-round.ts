import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtCommand } from './built-command.js';
import { answer, type H2Server, openH2Server } from './h2-server.js';
import { makeTestAuthority } from './test-identity.js';

/** Streams that the server allows at once, and targets marked as leaving in one write: more cannot be in doubt. */
export const MOST_IN_DOUBT = 1000 + 50;

/** What one batch came to that was killed and taken up again. */
export interface KillRound {
  readonly seenBeforeKill: number;
  readonly seenAtEnd: number;
  /** Tokens that reached the server more than once. */
  readonly duplicates: number;
  /** Outcomes of the batch after it was taken up, and those that wait. */
  readonly counts: Readonly<Record<string, number>>;
  readonly sum: number;
  /** Of the summary of the second run: targets, and what the first run had brought to an answer. */
  readonly told: number;
  readonly unknownTold: number;
  /** Lines of the history, one for each target. */
  readonly deliveries: number;
  readonly unknownDeliveries: number;
  readonly status: number | null;
}

/** A folder, a list and a server that counts. */
export interface KillRig {
  readonly targets: number;
  /** @param killAfter - Requests that the server has seen by then. */
  round(killAfter: number): Promise<KillRound>;
  close(): void;
}

export async function openKillRig(targets: number): Promise<KillRig> {
  const authority = await makeTestAuthority();
  const server = await openH2Server(authority);
  const folder = mkdtempSync(join(tmpdir(), 'pushdeck-kill-'));
  const list = join(folder, 'list.txt');
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, authority.caPem);
  const tokens = Array.from({ length: targets }, (_, n) => n.toString(16).padStart(64, '0'));
  writeFileSync(list, tokens.join('\n'));
  let rounds = 0;
  return {
    targets,
    async round(killAfter) {
      rounds += 1;
      const dataDir = ['--data-dir', join(folder, `data-${rounds}`)];
      const send = [
        'send',
        '--url',
        server.url,
        '--ca',
        ca,
        '--topic',
        'com.example.app',
        '--alert',
        'Hello',
      ];
      const argv = [...send, '--to-file', list, '--json', ...dataDir];
      server.requests.length = 0;
      await killedAfter(argv, server, killAfter);
      const seenBeforeKill = server.requests.length;
      const id = String(documents(await batches(dataDir)).at(0)?.['id']);
      const resumed = await builtCommand([...argv, '--resume', id]);
      const summary = documents(resumed.stdout).at(-1)?.['summary'] as Told | undefined;
      const shown = documents(await batches(dataDir)).find((batch) => batch['id'] === id);
      const counts = (shown?.['counts'] ?? {}) as Readonly<Record<string, number>>;
      const history = await builtCommand(['history', '--batch', id, '--limit', '0', '--json', ...dataDir]);
      const deliveries = documents(history.stdout);
      const seen = server.requests.map(({ headers }) => String(headers[':path']));
      return {
        seenBeforeKill,
        seenAtEnd: seen.length,
        duplicates: seen.length - new Set(seen).size,
        counts,
        sum: Object.values(counts).reduce((sum, count) => sum + count, 0),
        told: (summary?.targets ?? 0) + (summary?.earlier.accepted ?? 0) + (summary?.earlier.rejected ?? 0),
        unknownTold: summary?.unknown ?? -1,
        deliveries: deliveries.length,
        unknownDeliveries: deliveries.filter(({ outcome }) => outcome === 'unknown').length,
        status: resumed.status,
      };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

interface Told {
  readonly targets: number;
  readonly unknown: number;
  readonly earlier: { readonly accepted: number; readonly rejected: number };
}

async function batches(dataDir: readonly string[]): Promise<string> {
  return (await builtCommand(['batches', 'list', '--json', ...dataDir])).stdout;
}

function documents(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** Sends until the server has seen so many requests, and kills the process without warning. */
function killedAfter(argv: readonly string[], server: H2Server, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const main = join(import.meta.dirname, '../../out/cli/main.js');
    const env = { ...process.env, PUSHDECK_VAULT: 'key-file' };
    const child = spawn(process.execPath, [main, ...argv], { env, stdio: ['ignore', 'ignore', 'ignore'] });
    server.onRequest = ({ stream, number }) => {
      answer(stream, 200);
      if (number === count) child.kill('SIGKILL');
    };
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      server.onRequest = ({ stream }) => answer(stream, 200);
      if (signal === 'SIGKILL') resolve();
      else reject(new Error(`It ended by itself after ${server.requests.length} requests.`));
    });
  });
}
