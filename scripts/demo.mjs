// @ts-check
/**
 * `npm run demo`: the main job without a display. Starts the simulator, sends with its sample `.p12` and its
 * sample `.p8`, once accepted and three times rejected, and prints what the log of the window would say.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const pushdeck = fileURLToPath(new URL('../out/cli/main.js', import.meta.url));
if (!existsSync(pushdeck)) {
  console.log('Building first …');
  const build = spawnSync('npm', ['run', '--silent', 'build'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (build.status !== 0) process.exit(build.status ?? 1);
}

const dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-demo-'));
const server = spawn(process.execPath, [pushdeck, 'simulator', '--json', '--data-dir', dataDir], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

try {
  const simulator = JSON.parse(await firstLine(server.stdout));
  /** @param {string} state */
  const tokenOf = (state) =>
    simulator.devices.find((/** @type {{ state: string }} */ device) => device.state === state).token;
  const { certificateAuth, tokenAuth } = simulator;
  const withCertificate = ['--credential', certificateAuth.p12, '--password-env', 'PUSHDECK_DEMO_PASSWORD'];
  const withKey = [
    '--credential',
    tokenAuth.keyFile,
    '--key-id',
    tokenAuth.keyId,
    '--team-id',
    tokenAuth.teamId,
  ];
  const topic = simulator.topics[0];

  console.log(`The simulator answers at ${simulator.url}\n`);
  const sends = [
    {
      what: 'With the .p12, to an active device',
      options: [...withCertificate, '--to', tokenOf('active'), '--topic', topic],
    },
    {
      what: 'With the .p8, to a device whose app is gone',
      options: [...withKey, '--to', tokenOf('unregistered'), '--topic', topic],
    },
    {
      what: 'With the .p8, to a token nobody has',
      options: [...withKey, '--to', '0'.repeat(64), '--topic', topic],
    },
    {
      what: "With the .p8, to somebody else's topic",
      options: [...withKey, '--to', tokenOf('active'), '--topic', 'com.example.other'],
    },
  ];

  const outcomes = sends.map(({ what, options }, index) => {
    const result = spawnSync(
      process.execPath,
      [
        pushdeck,
        'send',
        '--url',
        simulator.url,
        '--ca',
        simulator.ca,
        '--alert',
        'Hello',
        '--json',
        '--data-dir',
        dataDir,
        ...options,
      ],
      { encoding: 'utf8', env: { ...process.env, PUSHDECK_DEMO_PASSWORD: certificateAuth.password } },
    );
    const delivery = JSON.parse(result.stdout.split('\n')[0] ?? '');
    console.log(`${index + 1}. ${what}`);
    console.log(`   ${delivery.status} ${delivery.reason ?? 'accepted'}   apns-id ${delivery.apnsId}`);
    if (delivery.explanation) {
      console.log(`   Why: ${delivery.explanation.cause}`);
      console.log(`   Fix: ${delivery.explanation.fix}`);
    }
    console.log('');
    return delivery.outcome;
  });

  const accepted = outcomes.filter((outcome) => outcome === 'accepted').length;
  const rejected = outcomes.filter((outcome) => outcome === 'rejected').length;
  console.log(`${accepted} accepted, ${rejected} rejected`);
  process.exitCode = accepted === 1 && rejected === 3 ? 0 : 1;
} finally {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
  rmSync(dataDir, { recursive: true, force: true });
}

/**
 * @param {import('node:stream').Readable} stream
 * @returns {Promise<string>}
 */
function firstLine(stream) {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: stream });
    lines.once('line', resolve);
    lines.once('close', () => reject(new Error('The simulator ended before it was ready.')));
  });
}
