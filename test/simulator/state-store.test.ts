import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { DEFAULT_SWITCHES } from '#shared/simulator/switches';
import { createSimulator, type Simulator } from '#simulator/simulator';
import { makeDataDir } from './support/test-simulator.js';

let dataDir: string;
beforeAll(async () => {
  dataDir = await makeDataDir();
}, 60_000);
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** As after a restart: it reads what it kept when it is first asked for something. */
async function open(
  options: { readonly switches?: { readonly channelLimit: number } } = {},
): Promise<Simulator> {
  const simulator = createSimulator({ dataDir, clock: systemClock, random: systemRandomness, ...options });
  await simulator.sampleKey();
  return simulator;
}

describe('the switches of a simulator', () => {
  it('stand after a restart as they were turned, and only those', async () => {
    const first = await open();
    await first.setSwitches({ wedgeAfterExpiredToken: true });
    expect((await open({ switches: { channelLimit: 5 } })).switches()).toEqual({
      ...DEFAULT_SWITCHES,
      wedgeAfterExpiredToken: true,
      channelLimit: 5,
    });
  });

  it('go back to what they were at first with everything else', async () => {
    const simulator = await open({ switches: { channelLimit: 5 } });
    await simulator.setSwitches({ throttleAfterErrors: true, channelLimit: 7 });
    await simulator.reset('everything');
    expect(simulator.state().switches).toEqual({ ...DEFAULT_SWITCHES, channelLimit: 5 });
    expect((await open()).switches()).toEqual(DEFAULT_SWITCHES);
  });
});
