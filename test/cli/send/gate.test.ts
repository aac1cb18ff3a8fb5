import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_CREDENTIAL_IDS } from '#shared/simulator/samples';
import { type ContractRig, contractRig } from '../contract/contract-rig.js';

let rig: ContractRig;
const SIMULATED = ['--env', 'simulator', '--json'];
const PUSH = ['send', ...SIMULATED, '--alert', 'x'];
const START =
  '{"aps":{"timestamp":{{now}},"event":"start","content-state":{},"attributes-type":"A","attributes":{}}}';
const UPDATE = '{"aps":{"timestamp":{{now}},"event":"update","content-state":{}}}';

describe('what has an error is not sent', { timeout: 60_000 }, () => {
  let channel = '';
  beforeAll(async () => {
    rig = contractRig();
    const made = await rig.ask(['channels', 'create', ...SIMULATED]);
    channel = String(made.documents[0]?.['channel'] ?? made.documents[0]?.['id']);
  }, 60_000);
  afterAll(() => rig[Symbol.dispose]());

  it.each([
    { what: 'a header option', argv: [...PUSH, '--priority', '7'] },
    { what: 'the same header by its name on the wire', argv: [...PUSH, '--header', 'apns-priority: 7'] },
    { what: 'a topic that the push type does not fit', argv: [...PUSH, '--topic', ''] },
    { what: 'the payload', argv: ['send', ...SIMULATED, '--payload', '-'], input: '{"aps":{"badge":"3"}}' },
    { what: 'a dry run', argv: [...PUSH, '--priority', '7', '--dry-run'] },
  ])('for an error in $what, unless forced', async ({ argv, input }) => {
    const stopped = await rig.ask(argv, input === undefined ? {} : { input });
    expect(stopped.status).toBe(1);
    expect(stopped.documents).toMatchObject([{ ok: false, error: { hint: /--force/ } }]);
    const forced = await rig.ask([...argv, '--force'], input === undefined ? {} : { input });
    const [first] = forced.documents;
    expect(first !== undefined && ('outcome' in first || 'dryRun' in first), JSON.stringify(forced)).toBe(
      true,
    );
  });

  it('for a broadcast that starts an activity, and for one of a priority that does not exist', async () => {
    const to = ['broadcast', ...SIMULATED, '--channel', channel, '--payload', '-'];
    expect(await rig.ask(to, { input: START })).toMatchObject({ status: 1, documents: [{ ok: false }] });
    expect(await rig.ask([...to, '--priority', '7'], { input: UPDATE })).toMatchObject({ status: 1 });
    const planned = await rig.ask([...to, '--dry-run'], { input: UPDATE });
    expect(planned).toMatchObject({
      status: 0,
      documents: [{ dryRun: true, method: 'POST', headers: { 'apns-channel-id': channel } }],
    });
    const sent = await rig.ask(to, { input: UPDATE });
    expect(sent, JSON.stringify(sent)).toMatchObject({ status: 0, documents: [{ outcome: 'accepted' }, {}] });
  });

  it('lint says of a push what send and broadcast say', async () => {
    const rulesOf = async (argv: readonly string[], input: string): Promise<readonly unknown[]> => {
      const { documents } = await rig.ask(['lint', '-', '--json', ...argv], { input });
      const diagnostics = documents[0]?.['diagnostics'];
      return Array.isArray(diagnostics)
        ? diagnostics.map((found: { readonly rule: string }) => found.rule)
        : [];
    };
    const started = START.replace('{{now}}', '1767225600');
    expect(await rulesOf(['--push-type', 'liveactivity'], started)).not.toContain(
      'liveactivity/broadcast-start',
    );
    expect(await rulesOf(['--push-type', 'liveactivity', '--broadcast'], started)).toContain(
      'liveactivity/broadcast-start',
    );
    const alert = '{"aps":{"alert":"x"}}';
    expect(await rulesOf(['--topic', 'com.example.app', '--expiration', '@1796003600000'], alert)).toContain(
      'headers/bad-expiration',
    );
    const withCredential = ['--topic', 'com.other.app', '--credential', SAMPLE_CREDENTIAL_IDS.identity];
    expect((await rulesOf(withCredential, alert)).join()).toContain('credential/');
  });
});
