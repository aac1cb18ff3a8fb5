import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServices } from '#core/create-services';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { Services } from '#core/services';
import type { HeaderField, Push } from '#shared/apns/push';
import { buildPushRequest } from '#shared/apns/request-headers';
import { newScenario, newSend } from '#shared/scenario/scenario';
import { SAMPLE_CREDENTIAL_IDS, SAMPLE_DEVICES, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { newDevice } from '#shared/workspace/device';
import { newPreset, type Preset, referenceTo } from '#shared/workspace/preset';
import { createSimulator } from '#simulator/simulator';
import { run } from '../../../cli/run.js';
import { documentOfPreset } from '../../../renderer/features/workspace/preset-documents.js';
import { firstDocument, pushesOf } from '../../../renderer/state/compose-document.js';
import { memoryTerminal } from '../../support/memory-terminal.js';

const dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-same-preset-'));
let services: Services;

beforeAll(async () => {
  services = createServices({
    version: '0.0.0-test',
    dataDir,
    clock: systemClock,
    random: systemRandomness,
    host: { kind: 'cli' },
    simulator: createSimulator({ dataDir, clock: systemClock, random: systemRandomness }),
    env: { PUSHDECK_VAULT: 'key-file' },
  });
  const voip = SAMPLE_DEVICES.find(({ topics }) => topics.includes(`${SAMPLE_TOPIC}.voip`));
  const environment = { kind: 'simulator' } as const;
  await services.workspace.saveDevices(
    [
      newDevice({ name: 'Mine', token: SAMPLE_TOKEN, topic: 'com.example.mine', environment }),
      newDevice({ name: 'Caller', token: voip?.token ?? '', environment, groups: ['Desk'] }),
      newDevice({ name: 'Old', token: '11'.repeat(32), environment, groups: ['Desk'], goneAtMs: 1 }),
    ],
    [],
    null,
  );
}, 30_000);
afterAll(async () => {
  await services.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const alert = '{"aps":{"alert":"Hello"}}';
const background = '{"aps":{"content-available":1}}';
const activity = '{"aps":{"timestamp":1,"event":"update","content-state":{}}}';
const token = { kind: 'token', token: SAMPLE_TOKEN } as const;

const PRESETS: Readonly<Record<string, Partial<Preset>>> = {
  'nothing but a payload': { targets: [token] },
  'no target': { targets: [] },
  'voip with a plain topic': { headers: { topic: SAMPLE_TOPIC, pushType: 'voip' }, targets: [token] },
  'voip without a topic': { headers: { pushType: 'voip' }, targets: [token] },
  location: { headers: { topic: SAMPLE_TOPIC, pushType: 'location' }, targets: [token] },
  'a Live Activity by its payload': { payload: activity, headers: { topic: SAMPLE_TOPIC }, targets: [token] },
  'a Live Activity by its topic': {
    headers: { topic: `${SAMPLE_TOPIC}.push-type.liveactivity` },
    targets: [token],
  },
  'a background push by its payload': { payload: background, targets: [token] },
  'a background push with a priority of its own': {
    payload: background,
    headers: { pushType: 'background', priority: 10 },
    targets: [token],
  },
  'the suffix of another type': {
    headers: { topic: `${SAMPLE_TOPIC}.voip`, pushType: 'alert' },
    targets: [token],
  },
  'a Wallet pass': { payload: '{}', headers: { topic: 'pass.com.example.loyalty' }, targets: [token] },
  'headers of its own': {
    headers: {
      topic: SAMPLE_TOPIC,
      collapseId: 'order',
      id: '5b6b8a4e-3f1f-4a6e-9f31-0f1d1c7a6a11',
      expiresInS: 0,
      custom: [{ name: 'x-trace', value: '{{who}}' }],
    },
    variables: { who: 'Ada' },
    targets: [token],
  },
  'the topic of its device': { targets: [{ kind: 'device', name: 'Mine' }] },
  'the topic of its device, for a call': {
    headers: { pushType: 'voip' },
    targets: [{ kind: 'device', name: 'Mine' }],
  },
  'a group with a device that is gone': {
    headers: { topic: SAMPLE_TOPIC, pushType: 'voip' },
    targets: [{ kind: 'group', name: 'Desk' }],
  },
};

interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

function requestOf({ target, headers, payload }: Push): Request {
  const request = buildPushRequest({ target, headers });
  return { path: request.path, headers: byName(request.headers), payload };
}

function byName(fields: readonly HeaderField[]): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
}

async function fromCommand(name: string): Promise<readonly Request[]> {
  const env = { PUSHDECK_VAULT: 'key-file', PUSHDECK_DATA_DIR: dataDir };
  const terminal = memoryTerminal({ env, cwd: dataDir });
  await run(['send', '--json', '--dry-run', '--force', '--env', 'simulator', '--preset', name], terminal);
  const lines = terminal.documents() as {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly payload: string;
  }[];
  return lines.map(({ url, headers, payload }) => ({
    path: new URL(url).pathname,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization')),
    payload,
  }));
}

async function fromScenario(name: string): Promise<readonly Request[]> {
  const step = { kind: 'send', name: null, send: newSend({ preset: name }), expect: null } as const;
  const plan = await services.scenarios.plan(newScenario({ name, steps: [step] }));
  const requests: Request[] = [];
  for await (const event of services.scenarios.runPlan(plan, new AbortController().signal)) {
    if (event.kind !== 'step-finished') continue;
    for (const { id } of event.result.deliveries) {
      const delivery = services.history.get(id);
      if (delivery !== null) requests.push(requestOf(delivery.push));
    }
  }
  return requests;
}

async function fromWindow(preset: Preset): Promise<readonly Request[]> {
  const [device] = SAMPLE_DEVICES;
  const current = {
    ...firstDocument({
      credentialId: SAMPLE_CREDENTIAL_IDS.apnsKey,
      topic: SAMPLE_TOPIC,
      token: SAMPLE_TOKEN,
      device: device?.name ?? '',
    }),
  };
  const surroundings = {
    credentials: await services.credentials.list(),
    devices: services.workspace.state().devices,
  };
  const { document } = documentOfPreset(preset, current, surroundings);
  const world = { nowMs: systemClock.now(), uuid: () => systemRandomness.uuid() };
  return pushesOf(document, world).map(requestOf);
}

async function save(preset: Preset): Promise<void> {
  await services.workspace.savePreset({ id: null, folder: '', revision: null, preset });
}

describe('one preset', () => {
  it.each(Object.keys(PRESETS))(
    'sends the same from a command, a scenario and the window: %s',
    async (name) => {
      const preset = newPreset({ name, payload: alert, ...PRESETS[name] });
      await save(preset);
      const sent = await fromCommand(name);
      expect(sent.length).toBeGreaterThan(0);
      expect(await fromScenario(name)).toEqual(sent);
      // Compose keeps its own target for a preset that names none.
      if (preset.targets.length > 0) expect(await fromWindow(preset)).toEqual(sent);
    },
  );

  it('takes the topic of its certificate, everywhere', async () => {
    const certificate = await services.credentials.find(SAMPLE_CREDENTIAL_IDS.identity);
    const name = 'certificate';
    const preset = newPreset({
      name,
      payload: alert,
      credential: referenceTo(certificate),
      targets: [token],
    });
    await save(preset);
    const sent = await fromCommand(name);
    expect(sent[0]?.headers['apns-topic']).toBe(SAMPLE_TOPIC);
    expect(await fromScenario(name)).toEqual(sent);
    expect(await fromWindow(preset)).toEqual(sent);
  });

  it('says what was filled in, in both languages', async () => {
    const step = newSend({ preset: 'voip with a plain topic' });
    const plan = await services.scenarios.plan(
      newScenario({ name: 'x', steps: [{ kind: 'send', name: null, send: step, expect: null }] }),
    );
    const what = plan.steps[0]?.shown.what;
    expect(what?.kind === 'send' && what.notes.map((one) => one.what)).toEqual([
      'topic-suffix',
      'priority',
      'credential',
    ]);
    expect(what?.kind === 'send' && what.notes[0]?.text.zh).toContain('.voip');
  });

  it('says which devices of a group are gone and that its credential is not stored', async () => {
    const name = 'from another machine';
    await save(
      newPreset({
        name,
        payload: alert,
        credential: { kind: 'apns-key', keyId: 'OTHER12345', teamId: null },
        targets: [{ kind: 'group', name: 'Desk' }],
      }),
    );
    const expected = [
      'note: Left out of “Desk”, because APNs calls them gone: Old.\n',
      'note: The APNs key OTHER12345 is not among the credentials.\n',
      'note: Using the sample key of the simulator.\n',
    ];
    const env = { PUSHDECK_VAULT: 'key-file', PUSHDECK_DATA_DIR: dataDir };
    const send = ['send', '--dry-run', '--env', 'simulator'];
    const byPreset = memoryTerminal({ env, cwd: dataDir });
    await run([...send, '--preset', name], byPreset);
    for (const line of expected) expect(byPreset.written.stderr).toContain(line);

    const byGroup = memoryTerminal({ env, cwd: dataDir });
    await run([...send, '--group', 'Desk', '--alert', 'Hello'], byGroup);
    expect(byGroup.written.stderr).toContain(expected[0]);
    expect(byGroup.written.stdout).not.toContain('11'.repeat(32));

    const scenario = JSON.stringify({ version: 1, name, steps: [{ send: { preset: name } }] });
    const asScenario = memoryTerminal({ env, cwd: dataDir, stdin: scenario });
    await run(['run', '-', '--json'], asScenario);
    for (const line of expected)
      expect(asScenario.written.stderr).toContain(line.replace('note: ', 'note: step 1: '));
  });

  it('gives a push to a channel no topic', async () => {
    const channel = { kind: 'channel', bundleId: SAMPLE_TOPIC, channelId: 'dHN0LXNyY2gtY2hubA==' } as const;
    const step = newSend({ payload: activity, targets: [channel] });
    const plan = await services.scenarios.plan(
      newScenario({ name: 'x', steps: [{ kind: 'send', name: null, send: step, expect: null }] }),
    );
    const work = plan.steps[0]?.work;
    expect(work?.kind === 'send' && work.send.headers).toEqual({ pushType: 'liveactivity', priority: 10 });
    expect(plan.steps[0]?.shown.what).toMatchObject({ topic: SAMPLE_TOPIC });
  });
});
