import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServices } from '#core/create-services';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { Services } from '#core/services';
import { readScenario } from '#shared/scenario/read-scenario';
import { newScenario, newSend, type Scenario, type ScenarioStep } from '#shared/scenario/scenario';
import type { ScenarioEvent, ScenarioSummary, StepResult } from '#shared/scenario/scenario-run';
import { SAMPLE_DEVICES, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { newDevice } from '#shared/workspace/device';
import { newPreset } from '#shared/workspace/preset';
import { createSimulator } from '#simulator/simulator';

const dataDir = mkdtempSync(join(tmpdir(), 'pushdeck-scenarios-'));
const slept: number[] = [];
let services: Services;

beforeAll(() => {
  services = createServices({
    version: '0.0.0-test',
    dataDir,
    clock: systemClock,
    random: systemRandomness,
    host: { kind: 'cli' },
    simulator: createSimulator({ dataDir, clock: systemClock, random: systemRandomness }),
    env: {},
    sleep: async (ms) => {
      slept.push(ms);
    },
  });
});
afterAll(async () => {
  await services.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const alert = '{"aps":{"alert":"Hello"}}';
const send = (
  parts: Parameters<typeof newSend>[0] = {},
  expected: Extract<ScenarioStep, { kind: 'send' }>['expect'] = null,
): ScenarioStep => ({
  kind: 'send',
  name: null,
  send: newSend({ payload: alert, ...parts }),
  expect: expected,
});
const scenarioOf = (...steps: ScenarioStep[]): Scenario => newScenario({ name: 'Test', steps });
const unknownToken = '00'.repeat(32);

interface Finished {
  readonly results: readonly StepResult[];
  readonly summary: ScenarioSummary;
}

async function run(
  scenario: Scenario,
  overrides: Parameters<Services['scenarios']['plan']>[1] = {},
  onEvent: (event: ScenarioEvent) => void = () => undefined,
  signal = new AbortController().signal,
): Promise<Finished> {
  const plan = await services.scenarios.plan(scenario, overrides);
  const results: StepResult[] = [];
  for await (const event of services.scenarios.runPlan(plan, signal)) {
    onEvent(event);
    if (event.kind === 'step-finished') results.push(event.result);
    if (event.kind === 'finished') return { results, summary: event.summary };
  }
  throw new Error('the run never finished');
}

const statuses = ({ results }: Finished): readonly string[] => results.map(({ status }) => status);

describe('a run', () => {
  it.each(['', '.zh'])('of the sample%s goes as expected with nothing set up', async (language) => {
    const name = `../../../resources/scenarios/live-activity${language}.json`;
    const path = resolve(import.meta.dirname, name);
    const reading = readScenario(readFileSync(path, 'utf8'));
    if (reading.kind !== 'scenario') throw new Error('the sample is damaged');
    const finished = await run(reading.scenario);
    expect(finished.results.flatMap(({ mismatches }) => mismatches)).toEqual([]);
    expect(finished.summary).toMatchObject({ passed: 6, failed: 0, errors: 0, verdict: 'passed' });
    expect(slept).toContain(500);
  });

  it('of the example in the documentation goes as expected', async () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../../docs/scenarios.md'), 'utf8');
    const reading = readScenario(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
    if (reading.kind !== 'scenario') throw new Error(JSON.stringify(reading));
    const preset = newPreset({ name: 'Order shipped', payload: alert });
    await services.workspace.savePreset({ id: null, folder: '', revision: null, preset });
    expect((await run(reading.scenario)).summary).toMatchObject({ passed: 4, verdict: 'passed' });
  });

  it('tells each step as it begins and ends', async () => {
    const events: string[] = [];
    await run(scenarioOf(send(), { kind: 'wait', name: null, waitMs: 1 }), {}, (event) => {
      events.push(event.kind);
    });
    expect(events).toEqual([
      'planned',
      'step-started',
      'step-finished',
      'step-started',
      'step-finished',
      'finished',
    ]);
  });

  it('goes on after what was not as expected, so that it tells everything', async () => {
    const finished = await run(
      scenarioOf(
        send({ targets: [{ kind: 'token', token: unknownToken }] }, { outcome: 'accepted', status: 200 }),
        send(),
      ),
    );
    expect(statuses(finished)).toEqual(['failed', 'passed']);
    const [failed] = finished.results;
    expect(failed?.mismatches.map(({ what, actual }) => [what, actual])).toEqual([
      ['outcome', 'rejected'],
      ['status', 400],
    ]);
    expect(failed?.deliveries[0]?.explanation?.fix.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(finished.summary.verdict).toBe('failed');
  });

  it('wants a push accepted of which nothing is said', async () => {
    const finished = await run(scenarioOf(send({ targets: [{ kind: 'token', token: unknownToken }] })));
    expect(statuses(finished)).toEqual(['failed']);
  });

  it('leaves the judgement to the expectation that follows', async () => {
    const finished = await run(
      scenarioOf(
        send({ targets: [{ kind: 'device', name: 'Old iPhone (app removed)' }] }),
        { kind: 'wait', name: null, waitMs: 1 },
        { kind: 'expect', name: null, expect: { status: 410, reason: 'Unregistered' } },
        { kind: 'expect', name: null, expect: { outcome: 'accepted' } },
      ),
    );
    expect(statuses(finished)).toEqual(['passed', 'passed', 'passed', 'failed']);
  });

  it('ends with a push that got no answer, unless that was expected', async () => {
    const nowhere = { environment: 'https://127.0.0.1:9', credential: 'Sample APNs key' };
    const targets = [{ kind: 'token', token: SAMPLE_TOKEN } as const];
    const step = { ...nowhere, targets, headers: { topic: SAMPLE_TOPIC } };
    const unexpected = await run(scenarioOf(send(step), send()));
    expect(statuses(unexpected)).toEqual(['error', 'skipped']);
    expect(unexpected.results[0]?.error?.code).toBe('tcp-failed');
    const expected = await run(scenarioOf(send(step, { outcome: 'failed' }), send()));
    expect(statuses(expected)).toEqual(['passed', 'passed']);
  });

  it('is given up at a signal, and what was not reached is skipped', async () => {
    const controller = new AbortController();
    const finished = await run(
      scenarioOf(send(), send(), send()),
      {},
      (event) => {
        if (event.kind === 'step-finished' && event.result.step === 1) controller.abort();
      },
      controller.signal,
    );
    expect(statuses(finished)).toEqual(['passed', 'skipped', 'skipped']);
    expect(finished.summary.verdict).toBe('stopped');
  });

  it.each([
    { name: 'iPhone', payload: alert, shows: 'banner' },
    { name: 'iPhone', payload: '{"aps":{"content-available":1}}', shows: 'background' },
    { name: 'iPad (offline)', payload: alert, shows: 'stored' },
  ] as const)('knows what $name shows: $shows', async ({ name, payload, shows }) => {
    const step = send({ targets: [{ kind: 'device', name }], payload }, { shows });
    expect(statuses(await run(scenarioOf(step)))).toEqual(['passed']);
  });

  it('fills variables in at the moment of sending', async () => {
    const scenario = newScenario({
      name: 'Test',
      variables: { who: 'file', kept: 1 },
      steps: [
        send({
          payload: '{"aps":{"alert":"{{who}} {{kept}} {{counter}} {{device}}","sent":"{{now}}"}}',
          headers: { collapseId: 'order-{{kept}}' },
          targets: [{ kind: 'token', token: '{{to}}' }],
        }),
      ],
    });
    const { results } = await run(scenario, { variables: { who: 'Ada', to: SAMPLE_TOKEN } });
    const delivery = services.history.get(results[0]?.deliveries[0]?.id ?? '');
    expect(JSON.parse(delivery?.push.payload ?? '')).toMatchObject({
      aps: { alert: `Ada 1 1 ${SAMPLE_TOKEN}`, sent: expect.any(Number) as number },
    });
    expect(delivery?.push.headers.collapseId).toBe('order-1');
  });
});

describe('a plan', () => {
  const planned = async (step: ScenarioStep, overrides = {}) =>
    (await services.scenarios.plan(scenarioOf(step), overrides)).steps[0];

  it('fills in target, topic, type and credential, so that a payload is enough in the simulator', async () => {
    expect((await planned(send({ payload: '{"aps":{"content-state":{}}}' })))?.shown.what).toMatchObject({
      environment: 'simulator',
      credentialName: 'Sample APNs key',
      targets: ['iPhone · Live Activity'],
      topic: `${SAMPLE_TOPIC}.push-type.liveactivity`,
      pushType: 'liveactivity',
    });
  });

  it('sends a topic as it is written, and completes one that was given for the run', async () => {
    const step = send({ headers: { topic: 'com.example.app', pushType: 'voip' } });
    expect((await planned(step))?.shown.what).toMatchObject({ topic: 'com.example.app' });
    const given = await planned(step, { topic: 'com.example.mine' });
    expect(given?.shown.what).toMatchObject({ topic: 'com.example.mine.voip' });
  });

  it('takes an empty topic for none', async () => {
    const { results } = await run(scenarioOf(send({ headers: { topic: '' } }, { reason: 'MissingTopic' })));
    expect(results[0]?.mismatches).toEqual([]);
  });

  it('sends a preset with the parts that the step replaces', async () => {
    await services.workspace.savePreset({
      id: null,
      folder: '',
      revision: null,
      preset: newPreset({
        name: 'Welcome',
        payload: '{"aps":{"alert":"{{greeting}}"}}',
        variables: { greeting: 'Hi' },
        headers: { expiration: 1, priority: 5 },
      }),
    });
    const step = send({ preset: 'welcome', payload: null, headers: { expiresInS: 0 } });
    const { results } = await run(scenarioOf(step));
    const delivery = services.history.get(results[0]?.deliveries[0]?.id ?? '');
    expect(delivery?.presetName).toBe('Welcome');
    expect(delivery?.push.payload).toBe('{"aps":{"alert":"Hi"}}');
    expect(delivery?.push.headers).toMatchObject({ expiration: 0, priority: 5 });
  });

  it('sends to every device of a group', async () => {
    const [first, second] = SAMPLE_DEVICES.filter(({ state }) => state === 'active');
    const devices = [first, second].map((device, index) =>
      newDevice({
        name: `Member ${index}`,
        token: device?.token ?? '',
        environment: { kind: 'simulator' },
        groups: ['QA'],
      }),
    );
    await services.workspace.saveDevices(devices, [], null);
    const step = send({ targets: [{ kind: 'group', name: 'QA' }], headers: { topic: SAMPLE_TOPIC } });
    const { results } = await run(scenarioOf(step));
    expect(results[0]?.deliveries.map(({ device }) => device)).toEqual(['Member 0', 'Member 1']);
  });

  it.each([
    {
      step: send({ preset: 'Nobody', payload: null }),
      code: 'not-found',
      says: /^Step 1: There is no preset/,
    },
    { step: send({ targets: [{ kind: 'device', name: 'X' }] }), code: 'not-found', says: /no device “X”/ },
    { step: send({ targets: [{ kind: 'group', name: 'X' }] }), code: 'not-found', says: /no group “X”/ },
    { step: send({ environment: 'staging' }), code: 'not-found', says: /no environment “staging”/ },
    { step: send({ environment: 'http://x' }), code: 'bad-url', says: /^Step 1:/ },
    { step: send({ environment: 'sandbox' }), code: 'credential-not-found', says: /there is none yet/ },
    {
      step: send({ environment: 'sandbox', credential: { kind: 'apns-key', keyId: 'ABC', teamId: null } }),
      code: 'credential-not-found',
      says: /APNs key ABC/,
    },
    {
      step: send({ environment: 'https://127.0.0.1:9' }),
      code: 'bad-argument',
      says: /no target to send to/,
    },
    {
      step: send({ payload: '{"aps":{"alert":"{{a}} {{b}}"}}', headers: { collapseId: '{{c}}' } }),
      code: 'missing-variable',
      says: /\{\{a\}\}, \{\{b\}\}, \{\{c\}\} \(step 1\)/,
    },
    {
      step: send({ targets: [{ kind: 'token', token: '{{to}}' }] }),
      code: 'missing-variable',
      says: /\{\{to\}\}/,
    },
  ])('that cannot be made says so before anything is sent: $says', async ({ step, code, says }) => {
    const before = services.history.page({}, { limit: 1 }).deliveries[0]?.id;
    await expect(services.scenarios.plan(scenarioOf(send(), step))).rejects.toMatchObject({ code });
    await expect(services.scenarios.plan(scenarioOf(step))).rejects.toThrow(says);
    expect(services.history.page({}, { limit: 1 }).deliveries[0]?.id).toBe(before);
  });

  it('for the simulator does without the credential that a real service wants', async () => {
    const step = send({ environment: 'sandbox', credential: 'Our key', targets: [] });
    const plan = await planned(step, { environment: { kind: 'simulator' } });
    expect(plan?.shown.what).toMatchObject({ credentialName: 'Sample APNs key' });
  });
});

describe('a delivery of the log', () => {
  it('becomes a step that passes, in a new scenario and at the end of one that is there', async () => {
    const { results } = await run(
      scenarioOf(send({ targets: [{ kind: 'device', name: 'Old iPhone (app removed)' }] })),
    );
    const deliveryId = results[0]?.deliveries[0]?.id ?? '';
    const file = await services.scenarios.addDelivery({ name: 'From the log' }, deliveryId);
    expect(file.id).toBe('From the log.json');
    const again = await services.scenarios.addDelivery({ id: file.id }, deliveryId);
    expect(again.scenario?.steps).toHaveLength(2);
    expect(again.scenario?.steps[1]).toMatchObject({
      kind: 'send',
      send: {
        environment: 'simulator',
        credential: null,
        targets: [{ kind: 'device', name: 'Old iPhone (app removed)' }],
        payload: alert,
      },
      expect: { outcome: 'rejected', status: 410, reason: 'Unregistered' },
    });
    const events: ScenarioEvent[] = [];
    for await (const event of services.scenarios.run({ id: file.id }, new AbortController().signal)) {
      events.push(event);
    }
    expect(events.at(-1)).toMatchObject({ kind: 'finished', summary: { passed: 2, verdict: 'passed' } });
  });

  it('that is gone says so', async () => {
    await expect(services.scenarios.addDelivery({ name: 'x' }, 'nothing')).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
