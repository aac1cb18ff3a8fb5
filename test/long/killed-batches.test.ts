import { expect, it } from 'vitest';
import { MOST_IN_DOUBT, openKillRig } from '../support/kill-round.js';

const ROUNDS = 20;
const TARGETS = 5000;

it(
  `${ROUNDS} batches, each killed at a random moment and taken up again`,
  { timeout: 3_600_000 },
  async () => {
    const rig = await openKillRig(TARGETS);
    for (let number = 1; number <= ROUNDS; number += 1) {
      const killAfter = 1 + Math.floor(Math.random() * (TARGETS - 100));
      const round = await rig.round(killAfter);
      const unknown = round.counts['unknown'] ?? -1;
      process.stdout.write(
        `| ${number} | ${round.seenBeforeKill} | ${round.seenAtEnd} | ${round.duplicates} | ${unknown} | ${round.sum} | ${round.told} | ${round.deliveries} | ${round.status} |\n`,
      );
      expect(round).toMatchObject({
        duplicates: 0,
        sum: TARGETS,
        told: TARGETS,
        deliveries: TARGETS,
        unknownTold: unknown,
        unknownDeliveries: unknown,
        status: unknown > 0 ? 4 : 0,
      });
      expect(unknown).toBeLessThanOrEqual(MOST_IN_DOUBT);
    }
    rig.close();
  },
);
