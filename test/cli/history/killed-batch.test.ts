import { expect, it } from 'vitest';
import { MOST_IN_DOUBT, openKillRig } from '../../support/kill-round.js';

it(
  'a batch that is killed and taken up tells the fate of every target, and sends none twice',
  {
    timeout: 120_000,
  },
  async () => {
    const rig = await openKillRig(5000);
    const round = await rig.round(1700);
    rig.close();
    const unknown = round.counts['unknown'] ?? -1;
    expect(round).toMatchObject({
      duplicates: 0,
      sum: 5000,
      told: 5000,
      deliveries: 5000,
      unknownTold: unknown,
      unknownDeliveries: unknown,
      counts: { waiting: 0, sent: 0, accepted: 5000 - unknown },
      status: unknown > 0 ? 4 : 0,
    });
    expect(unknown).toBeGreaterThan(0);
    expect(unknown).toBeLessThanOrEqual(MOST_IN_DOUBT);
  },
);
