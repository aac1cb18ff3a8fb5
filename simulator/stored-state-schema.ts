import { z } from 'zod';
import { faultRules, simulatedDevice, simulatorSwitches } from '#shared/simulator/schemas';

/** The contents of `state.json`. */
export const storedState = z.object({
  version: z.number(),
  devices: z.array(simulatedDevice),
  rules: faultRules,
  // Absent in files of versions whose window had no switches.
  switches: simulatorSwitches.default({}),
  // Absent in files of versions whose channels went with the process.
  channels: z
    .array(
      z.object({
        bundleId: z.string(),
        id: z.string(),
        storagePolicy: z.union([z.literal(0), z.literal(1)]),
      }),
    )
    .default([]),
});
