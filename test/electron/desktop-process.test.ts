import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDesktopProcess, DESKTOP_BUNDLE, isDesktopBuilt } from '../support/built-desktop.js';

const root = resolve(import.meta.dirname, '../..');
const MAIN = join(root, 'out/cli/main.js');
const PATIENCE = { timeout: 120_000 };

const TOOLS = ['dbus-run-session', 'gnome-keyring-daemon'];
const missing = TOOLS.filter((tool) => spawnSync('which', [tool]).status !== 0);
const lacks =
  process.platform !== 'linux' ? 'only Linux lets a test start a key store of its own' : missing.join(', ');
if (lacks !== '') process.stderr.write(`Skipped: one vault for both hosts, for want of ${lacks}.\n`);

let folder = '';
let outDir = '';
let program = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-desktop-'));
  outDir = join(root, 'node_modules/.cache', `desktop-process-${process.pid}`);
  program = await buildDesktopProcess(outDir);
}, 60_000);
afterAll(() => [folder, outDir].forEach((path) => rmSync(path, { recursive: true, force: true })));

const parse = (text: string): readonly unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));

/** No key store: the bus that would lead to one is not there. */
const WITHOUT_STORE = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/bus', PUSHDECK_VAULT: '' };

describe.skipIf(!isDesktopBuilt)('the main process as it was built', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends in order at %s', PATIENCE, async (signal) => {
    const dataDir = join(folder, signal);
    const child = spawn(process.execPath, [program, DESKTOP_BUNDLE, dataDir, 'nothing'], {
      env: { ...process.env, ...WITHOUT_STORE },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (said === '') child.kill(signal);
      said += text;
    });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
    const ended = await new Promise((done) => child.on('close', (code, by) => done({ code, by })));
    expect({ ended, complaints }).toEqual({ ended: { code: 0, by: null }, complaints: '' });
    expect(parse(said).at(-1)).toEqual({ ended: 'in order' });
  });

  it('asks before it keeps the first key where no key store answers', PATIENCE, () => {
    const dataDir = join(folder, 'asked');
    const run = spawnSync(
      process.execPath,
      [program, DESKTOP_BUNDLE, dataDir, 'vault,make,choose,make', 'PushChat'],
      { env: { ...process.env, ...WITHOUT_STORE }, encoding: 'utf8' },
    );
    expect(parse(run.stdout)).toMatchObject([
      { done: 'vault', result: { needsChoice: true } },
      { failed: 'make', code: 'vault-choice-needed' },
      { done: 'choose' },
      { done: 'make' },
      { ended: 'in order' },
    ]);
  });
});

describe.skipIf(!isDesktopBuilt || lacks !== '')("with GNOME's keyring", () => {
  /** Runs commands in a session with a key store that is unlocked and empty. */
  function inSession(script: string): readonly unknown[] {
    const home = mkdtempSync(join(folder, 'home-'));
    const runtime = join(home, 'run');
    mkdirSync(runtime, { mode: 0o700 });
    const desktop = `"$NODE" "$PROGRAM" "$BUNDLE"`;
    const lines = [
      'set -e',
      'printf %s password | gnome-keyring-daemon --unlock --components=secrets > /dev/null',
      `desktop() { ${desktop} "$@"; }`,
      'pushdeck() { "$NODE" "$MAIN" "$@"; }',
      script,
    ];
    const { stdout, stderr } = spawnSync('dbus-run-session', ['--', 'bash', '-c', lines.join('\n')], {
      cwd: home,
      encoding: 'utf8',
      timeout: 100_000,
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        XDG_RUNTIME_DIR: runtime,
        NODE: process.execPath,
        MAIN,
        PROGRAM: program,
        BUNDLE: DESKTOP_BUNDLE,
        DATA: join(home, 'data'),
      },
    });
    expect(stdout, stderr).toMatch(/^\{/);
    const vault = JSON.parse(readFileSync(join(home, 'data/vault.json'), 'utf8')) as unknown;
    expect(vault).toMatchObject({ protection: { kind: 'system-keyring' } });
    expect(existsSync(join(home, 'data/vault.key'))).toBe(false);
    return parse(stdout);
  }

  it('a key that the command line made is opened by the desktop', PATIENCE, () => {
    const said = inSession(`
      pushdeck csr --email a@b.c --name PushChat --key-type p-256 --out PushChat.csr --json --data-dir "$DATA"
      desktop "$DATA" export PushChat`);
    expect(said.slice(1)).toEqual([
      { done: 'export', result: { key: '-----BEGIN ENCRYPTED PRIVATE KEY-----' } },
      { ended: 'in order' },
    ]);
  });

  it('a key that the desktop made is opened by the command line', PATIENCE, () => {
    const said = inSession(`
      desktop "$DATA" make PushChat
      pushdeck credentials export PushChat --to key --out key.pem --out-password x --json --data-dir "$DATA"`);
    expect(said).toMatchObject([{ done: 'make' }, { ended: 'in order' }, { ok: true, protected: true }]);
  });
});
