import { eventIterator, type } from '@orpc/contract';
import { z } from 'zod';
import type { DoctorStep, EnvironmentCheck } from '../apns/doctor.js';
import { NUMERIC_HEADERS, TEXT_HEADERS } from '../apns/header-table.js';
import type { ProviderTokenRenewal } from '../apns/provider-token.js';
import type { Delivery, Push } from '../apns/push.js';
import { recordOf } from '../record-of.js';
import { procedure } from './errors.js';
import { PAYLOAD_LIMIT } from './message-limits.js';

const environment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('simulator') }),
  z.object({
    kind: z.enum(['sandbox', 'production']),
    port: z.union([z.literal(443), z.literal(2197)]).optional(),
  }),
  z.object({
    kind: z.literal('custom'),
    url: z.string().max(2048),
    managementUrl: z.string().max(2048).optional(),
    caPem: z.string().max(1_000_000).optional(),
  }),
]);

const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('device'), token: z.string().max(4096), name: z.string().max(200).optional() }),
  z.object({ kind: z.literal('channel'), bundleId: z.string().max(1024), channelId: z.string().max(1024) }),
]);

const headers = z.object({
  ...recordOf(TEXT_HEADERS, ({ most }) => z.string().max(most).optional()),
  ...recordOf(NUMERIC_HEADERS, () => z.number().optional()),
  custom: z
    .array(z.object({ name: z.string().max(200), value: z.string().max(8000) }))
    .max(50)
    .readonly()
    .optional(),
});

/** A push as the page sends it: shapes and bounds are checked here, meaning is judged by the linter and APNs. */
export const pushInput = z.object({
  environment,
  credentialId: z.string().max(200).nullable(),
  target,
  headers,
  payload: z.string().max(PAYLOAD_LIMIT),
});

export const push = {
  send: procedure
    .input(z.object({ push: pushInput, presetName: z.string().max(200).optional() }))
    .output(type<Delivery>()),
  /** The next push goes over a new connection, with a new provider token where APNs allows one. */
  reconnect: procedure
    .input(pushInput.pick({ environment: true, credentialId: true }))
    .output(type<ProviderTokenRenewal>()),
  /** Tokens of simulated devices, which are not sent to in an environment. */
  simulatedTokens: procedure.input(pushInput.pick({ environment: true })).output(type<readonly string[]>()),
  /** The way to APNs, step by step, each as it is known; closing the view ends the check. */
  doctor: procedure
    .input(
      pushInput
        .pick({ environment: true, credentialId: true })
        .extend({ topic: z.string().max(1024).optional() }),
    )
    .output(eventIterator(type<DoctorStep>())),
  /** Which of Apple's environments accept a credential. Nothing reaches a device. */
  checkCredential: procedure
    .input(z.object({ credentialId: z.string().max(200), topic: z.string().max(1024).optional() }))
    .output(type<EnvironmentCheck>()),
  /** Which of them a device token is for. The device may get a silent push. */
  whichEnvironment: procedure
    .input(
      z.object({
        credentialId: z.string().max(200),
        topic: z.string().max(1024),
        token: z.string().max(4096),
      }),
    )
    .output(type<EnvironmentCheck>()),
};

/** A type with every optional member required, so that one that the other side lacks is noticed. */
type Shape<Value> = Value extends readonly (infer Item)[]
  ? readonly Shape<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]-?: Shape<Exclude<Value[Key], undefined>> }
    : Value;
type Accepted = Shape<z.infer<typeof pushInput>>;
type IsSame = [Shape<Push>, Accepted] extends [Accepted, Shape<Push>] ? true : false;

/**
 * A push as it came through the schema. Its caller compiles only while the schema and {@link Push} describe the same
 * thing: zod drops a member that it does not know, so a header that only one of them has would be lost without a word.
 */
export const asPush = (input: IsSame extends true ? Push : never): Push => input;
