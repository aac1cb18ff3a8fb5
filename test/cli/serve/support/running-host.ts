import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { WebSocket } from 'ws';
import type { Client } from '#shared/contract/index';
import { splitLongMessages } from '../../../../renderer/platform/message-parts.js';

const root = resolve(import.meta.dirname, '../../../..');
const pushdeck = join(root, 'out/cli/main.js');

/** `pushdeck serve` as it was built, in a process of its own. */
export interface HostProcess {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  readonly stderr: () => string;
  /** The longest time that its event loop stood still since the last question. Unit: milliseconds. */
  readonly longestStandstill: () => Promise<number>;
  /** Ends it at once, as a crash does. */
  readonly crash: () => Promise<void>;
  /** @returns Its exit status. */
  readonly stop: () => Promise<number | null>;
}

export interface HostStart {
  readonly dataDir: string;
  readonly arguments?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export async function startHostProcess(start: HostStart): Promise<HostProcess> {
  const watchFile = join(mkdtempSync(join(tmpdir(), 'pushdeck-loop-')), 'delays');
  const child = spawn(
    process.execPath,
    [
      '--import',
      join(import.meta.dirname, 'loop-watch.mjs'),
      pushdeck,
      'serve',
      '--json',
      '--data-dir',
      start.dataDir,
      ...(start.arguments ?? ['--no-open']),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PUSHDECK_VAULT: 'key-file', LOOP_WATCH_FILE: watchFile, ...start.env },
    },
  );
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'exit');
  const line = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).once('line', done);
    child.once('exit', () => fail(new Error(`The host ended before it answered:\n${stderr}`)));
  });
  const { url } = JSON.parse(line) as { url: string };
  const stop = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const [status] = (await ended) as [number | null];
    rmSync(join(watchFile, '..'), { recursive: true, force: true });
    return status;
  };
  return {
    url,
    port: Number(new URL(url).port),
    token: new URLSearchParams(new URL(url).hash.slice(1)).get('token') ?? '',
    dataDir: start.dataDir,
    process: child,
    stderr: () => stderr,
    longestStandstill: async () => {
      const before = linesOf(watchFile).length;
      child.kill('SIGUSR2');
      while (linesOf(watchFile).length === before) await new Promise((wake) => setTimeout(wake, 10));
      return Number(linesOf(watchFile).at(-1));
    },
    crash: async () => {
      await stop('SIGKILL');
    },
    stop: () => stop('SIGTERM'),
  };
}

/** A line to it, as the page opens one. */
export async function openLine(host: { readonly port: number; readonly token: string }): Promise<{
  readonly client: Client;
  readonly socket: WebSocket;
  /** The code that it was or will be closed with. */
  readonly closed: Promise<number>;
}> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc?token=${host.token}`);
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  const link = new RPCLink({ websocket: splitLongMessages(socket as unknown as globalThis.WebSocket) });
  return { client: createORPCClient<Client>(link), socket, closed };
}

function linesOf(path: string): readonly string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
}
