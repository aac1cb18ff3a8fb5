import { z } from 'zod';

/** A device as the page and the control API give it, and as it is kept. */
export const simulatedDevice = z.object({
  token: z.string().regex(/^(?:[0-9a-f]{2}){1,100}$/),
  name: z.string().trim().min(1).max(200),
  topics: z.array(z.string().max(1024)).max(50),
  state: z.enum(['active', 'offline', 'unregistered', 'expired']),
  goneAtMs: z.number().nullable(),
});

const range = z.union([
  z.number().min(0).max(600_000),
  z.object({ min: z.number().min(0), max: z.number().max(600_000) }),
]);

const effect = z.union(
  [
    z.object({
      answer: z.object({
        status: z.number().int().min(200).max(599),
        reason: z.string().max(200),
        timestampMs: z.number().optional(),
      }),
    }),
    z.object({ delayMs: range }),
    z.object({
      goaway: z.object({
        debug: z.enum(['json', 'empty', 'text']).optional(),
        reason: z.string().max(1000).optional(),
        lastStreamId: z.union([z.enum(['none', 'last']), z.number().int().min(0)]).optional(),
        times: z.union([z.literal(1), z.literal(2)]).optional(),
      }),
    }),
    z.object({ reset: z.string().max(64) }),
    z.object({ drop: z.literal(true) }),
    z.object({ hang: z.literal(true) }),
    z.object({ throttle: z.number().int().min(1).max(10_000) }),
    z.object({ expireToken: z.literal(true) }),
  ],
  {
    error:
      'must be one of {"answer":{"status","reason"}}, {"delayMs"}, {"goaway":{}}, {"reset"}, {"drop":true}, {"hang":true}, {"throttle"}, {"expireToken":true}, with values as docs/simulator.md lists them',
  },
);

/** A list of fault rules, as the page sends it and as `pushdeck simulator --rules` reads it from a file. */
export const faultRules = z
  .array(
    z.object({
      id: z.string().max(200),
      name: z.string().max(200).optional(),
      enabled: z.boolean().optional(),
      when: z.object({
        token: z.string().max(400).optional(),
        topic: z.string().max(1024).optional(),
        pushType: z.string().max(64).optional(),
        payload: z.string().max(4096).optional(),
        every: z.number().int().min(1).optional(),
        after: z.number().int().min(0).optional(),
        probability: z.number().min(0).max(1).optional(),
        seed: z.number().int().optional(),
      }),
      then: effect,
    }),
  )
  .max(200);

/** A change of switches, as the page and the control API of `pushdeck simulator` give it. Absent ones stay as they are. */
export const simulatorSwitches = z
  .strictObject({
    streamsBeforeFirstToken: z.number().int().min(1).max(1000),
    wedgeAfterExpiredToken: z.boolean(),
    throttleAfterErrors: z.boolean(),
    errorBudget: z.number().int().min(1).nullable(),
    providerTokenUpdates: z.enum(['connection', 'key', 'off']),
    environmentKeyReason: z.enum(['BadEnvironmentKeyInToken', 'BadEnvironmentKeyIdInToken']),
    backgroundPriority10: z.enum(['accept', 'reject']),
    deviceRate: z
      .object({ pushes: z.number().int().min(1).max(10_000), perMs: z.number().min(1).max(86_400_000) })
      .nullable(),
    requestIdleMs: z.number().min(1).max(3_600_000),
    connectionIdleMs: z.number().min(1).max(86_400_000).nullable(),
    broadcastDisabled: z.array(z.string().max(255)).max(100),
    channelLimit: z.number().int().min(0).max(10_000),
  })
  .partial();
