import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SimulatorAddress, SimulatorPort } from '#core/ports/ports';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { copyAs, type CopyFormat } from '#shared/history/copy-as/copy-as';
import { SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import type { CredentialReference } from '#shared/workspace/preset';
import { createSimulator } from '#simulator/simulator';
import { run } from '../../../cli/run.js';
import { memoryTerminal } from '../../support/memory-terminal.js';

const runFile = promisify(execFile);
const PAYLOAD = `{"aps":{"alert":"it's \\"quoted\\" $HOME 你好 😀"}}`;

let folder = '';
let simulator: SimulatorPort;
let address: SimulatorAddress;
let key: CredentialReference;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-programs-'));
  simulator = createSimulator({
    dataDir: join(folder, 'data'),
    clock: systemClock,
    random: systemRandomness,
  });
  address = await simulator.start();
  const apnsKey = await simulator.sampleKey();
  writeFileSync(join(folder, 'ca.pem'), address.caPem);
  copyFileSync(apnsKey.p8Path, join(folder, `AuthKey_${apnsKey.keyId}.p8`));
  key = { kind: 'apns-key', keyId: apnsKey.keyId, teamId: apnsKey.teamId };
});
afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The push to the running simulator as that program; each under an ID of its own, to find its request. */
function program(format: CopyFormat, id: string): string {
  const push = {
    environment: { kind: 'simulator' },
    credentialId: 'key',
    target: { kind: 'device', token: SAMPLE_TOKEN },
    headers: { topic: SAMPLE_TOPIC, pushType: 'alert', priority: 10, id },
    payload: PAYLOAD,
  } as const;
  return copyAs(format, { push, credential: key, origin: address.url }) ?? '';
}

function expectAccepted(id: string, said: string): void {
  expect(said).toContain('200');
  const request = simulator
    .state()
    .requests.find(({ headers }) => headers.some(({ name, value }) => name === 'apns-id' && value === id));
  expect(request).toMatchObject({ status: 200, payload: PAYLOAD });
}

describe('a push copied as a program reaches a real server unchanged', () => {
  it('in Node', { timeout: 60_000 }, async () => {
    const id = '11111111-1111-4111-8111-111111111111';
    writeFileSync(join(folder, 'send.mjs'), program('node', id));
    const { stdout } = await runFile(process.execPath, ['send.mjs'], { cwd: folder });
    expectAccepted(id, stdout);
  });

  it.runIf(works('java', ['-version']))('in Java', { timeout: 120_000 }, async () => {
    const id = '22222222-2222-4222-8222-222222222222';
    writeFileSync(join(folder, 'SendPush.java'), program('java', id));
    const { stdout } = await runFile('java', ['SendPush.java'], { cwd: folder });
    expectAccepted(id, stdout);
  });

  it.runIf(curlSpeaksHttp2())('with curl', { timeout: 60_000 }, async () => {
    const id = '33333333-3333-4333-8333-333333333333';
    const text = program('curl', id);
    const terminal = memoryTerminal({ cwd: folder, env: { PUSHDECK_VAULT: 'key-file' } });
    // The very command that the text has in it, run by us instead of an installed pushdeck.
    const words = /\$\(pushdeck ([^)]*)\)/.exec(text)?.[1]?.split(' ') ?? [];
    await run([...words, '--data-dir', join(folder, 'cli')], terminal);
    const token = terminal.written.stdout.trim();
    const script = `pushdeck() { printf %s '${token}'; }\n${text}`;
    const { stdout } = await runFile('bash', ['-c', script], { cwd: folder });
    expectAccepted(id, stdout);
  });
});

function curlSpeaksHttp2(): boolean {
  try {
    return execFileSync('curl', ['--version'], { encoding: 'utf8' }).includes('HTTP2');
  } catch {
    return false;
  }
}

function works(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}
