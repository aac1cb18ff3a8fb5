import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SAMPLE_TOKEN } from '#shared/simulator/samples';
import { faultRules } from '#shared/simulator/schemas';
import { run } from '../../cli/run.js';
import { memoryTerminal } from '../support/memory-terminal.js';
import { makeDataDir } from './support/test-simulator.js';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/simulator.md'), 'utf8');

/** The block of the page whose first line is that comment; for JSON, which has no comments, the only one. */
function snippet(language: string, name?: string): string {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, text = '']) => text,
  );
  const found = blocks.find((text) => name === undefined || /^(?:\/\/|#) (.+)\n/.exec(text)?.[1] === name);
  if (found === undefined) throw new Error(`docs/simulator.md has no ${language} block named ${name ?? ''}`);
  return found;
}

/** Why a snippet cannot run on this machine; `null` when it can. */
function missing(command: string, ...options: readonly string[]): string | null {
  const { error, status } = spawnSync(command, options, { timeout: 20_000 });
  return error !== undefined || status !== 0 ? `${command} ${options.join(' ')} does not work here` : null;
}

const SNIPPETS = [
  {
    name: 'curl',
    language: 'sh',
    file: 'push.sh',
    command: ['sh', 'push.sh'],
    lacks: missing('curl', '--http2', '--version'),
    says: /^200$/m,
    arrives: 'Hello from curl',
  },
  {
    name: 'node-apn',
    language: 'js',
    file: 'node-apn.mjs',
    command: [process.execPath, 'node-apn.mjs'],
    lacks: null,
    says: /^1 sent \[\]$/m,
    arrives: 'Hello from node-apn',
  },
  {
    name: 'apns2',
    language: 'js',
    file: 'apns2.mjs',
    command: [process.execPath, 'apns2.mjs'],
    lacks: null,
    says: /^200$/m,
    arrives: 'Hello from apns2',
  },
  {
    name: 'python',
    language: 'python',
    file: 'push.py',
    command: ['/usr/bin/python3', 'push.py'],
    lacks: missing('/usr/bin/python3', '-c', 'import h2, httpx, jwt, cryptography'),
    says: /^200 $/m,
    arrives: 'Hello from Python',
  },
  {
    name: 'go',
    language: 'go',
    file: 'push.go',
    command: ['go', 'run', 'push.go'],
    lacks: missing('go', 'version'),
    says: /^200 [0-9A-F-]{36}$/m,
    arrives: 'Hello from Go',
  },
  {
    name: 'java',
    language: 'java',
    file: 'Push.java',
    command: ['java', 'Push.java'],
    lacks: missing('javac', '-version'),
    says: /^200 $/m,
    arrives: 'Hello from Java',
  },
] as const;

let folder: string;
let ended: Promise<void>;
const stop = new AbortController();
const terminal = memoryTerminal({ signal: stop.signal });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-snippets-'));
  renameSync(await makeDataDir(), join(folder, 'data'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  ended = run(['simulator', '--json', '--data-dir', join(folder, 'data')], terminal);
  await vi.waitFor(() => expect(terminal.documents()).toHaveLength(1), { timeout: 40_000 });
  writeFileSync(join(folder, 'simulator.json'), terminal.written.stdout);
}, 60_000);
afterAll(async () => {
  stop.abort();
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

const execute = ([command = '', ...options]: readonly string[]) =>
  promisify(execFile)(command, options, {
    cwd: folder,
    timeout: 100_000,
    env: { ...process.env, HOME: folder, GOCACHE: join(tmpdir(), 'pushdeck-go-cache'), GO111MODULE: 'off' },
  });

describe('the examples of docs/simulator.md', () => {
  for (const { name, language, file, command, lacks, says, arrives } of SNIPPETS) {
    it.skipIf(lacks !== null)(
      `${name} sends a push${lacks === null ? '' : ` (skipped: ${lacks})`}`,
      async () => {
        writeFileSync(join(folder, file), snippet(language, name));
        const { stdout } = await execute(command);
        expect(stdout).toMatch(says);
        const accepted = terminal.documents().slice(1) as readonly {
          status: number;
          payload: object;
          path: string;
        }[];
        const mine = accepted.find(({ payload }) => JSON.stringify(payload).includes(arrives));
        expect(mine).toMatchObject({ status: 200, path: `/3/device/${SAMPLE_TOKEN}` });
      },
      110_000,
    );
  }

  it('drives the control API', async () => {
    writeFileSync(join(folder, 'control.mjs'), snippet('js', 'control'));
    const { stdout } = await execute([process.execPath, 'control.mjs']);
    expect(stdout).toBe('0 requests 1 rule\n');
  });

  it('has rules that are rules', () => {
    expect(faultRules.safeParse(JSON.parse(snippet('json'))).success).toBe(true);
  });
});
