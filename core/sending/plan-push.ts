import { completeHeaders } from '#shared/apns/complete-headers';
import { collectHeaders } from '#shared/apns/header-table';
import type { PlanningNote } from '#shared/apns/planning-note';
import type { Environment } from '#shared/apns/push';
import { topicOfCredential } from '#shared/credentials/credential-facts';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { omitUndefined } from '#shared/omit-undefined';
import { SAMPLE_TOPIC } from '#shared/simulator/samples';
import type { Preset, PresetHeaders } from '#shared/workspace/preset';
import type { BatchTarget } from '../apns/target-source.js';
import type { ChosenCredential } from './choose-credential.js';
import { sampleTargetFor } from './find-device.js';
import type { PlannedTarget } from './plan-targets.js';

/** The input of {@link planPush}. */
export interface PushRequestParts {
  readonly preset: Pick<Preset, 'headers'> | null;
  readonly environment: Environment;
  readonly payload: string;
  /** Replace those of the preset. */
  readonly headers: PresetHeaders;
  /** True to send the topic of `headers` unchanged. */
  readonly keepsTopic?: boolean;
  /** The topic of the targets or of the payload file, for a push without one. */
  readonly topicOfTargets: string | null;
  /** `null` if the caller has the list of them. */
  readonly targets: readonly PlannedTarget[] | null;
}

/** A push in which only the variables are left to be filled in, at the moment of sending. */
export interface PlannedPush {
  readonly headers: PresetHeaders;
  readonly credential: CredentialSummary | null;
  /** May be empty; the caller must refuse that. */
  readonly targets: readonly PlannedTarget[];
  /** What was decided beyond what is written. */
  readonly notes: readonly PlanningNote[];
}

/**
 * Decides what is sent: topic, push type, priority, credential, and in the simulator the device. Shared by the
 * command line and scenarios, so that the same preset sends the same request everywhere.
 *
 * @param chooseCredential - Gets the topic, if it is known; rejects where the choice is ambiguous.
 * @throws what `chooseCredential` throws.
 */
export async function planPush(
  parts: PushRequestParts,
  chooseCredential: (topic: string | undefined) => Promise<ChosenCredential>,
): Promise<PlannedPush> {
  const { environment, payload, keepsTopic = false } = parts;
  const written = mergeHeaders(parts.preset?.headers ?? {}, parts.headers);
  const named = written.topic ?? parts.topicOfTargets ?? undefined;
  const { credential, notes } = await chooseCredential(named);
  const { targets } = parts;
  const isBroadcast = targets?.length !== 0 && targets?.every(({ kind }) => kind === 'channel') === true;
  const isSimulated = environment.kind === 'simulator';
  const { headers, filledIn } = completeHeaders(written, {
    payload,
    fallbackTopic: named ?? topicOfCredential(credential) ?? (isSimulated ? SAMPLE_TOPIC : undefined),
    keepsTopic: keepsTopic && parts.headers.topic !== undefined,
    isBroadcast,
  });
  const sample = targets?.length === 0 && isSimulated ? sampleTargetFor(headers.topic ?? SAMPLE_TOPIC) : null;
  return {
    headers,
    credential,
    targets: sample === null ? (targets ?? []) : [{ kind: 'device', ...sample }],
    notes: [...filledIn, ...notes, ...(sample === null ? [] : [noteOfSample(sample)])],
  };
}

function noteOfSample({ name = '' }: BatchTarget): PlanningNote {
  return {
    what: 'target',
    text: {
      en: `No target was given; it is “${name}”, a device of the simulator.`,
      zh: `未指定目标，使用模拟器的设备“${name}”。`,
    },
  };
}

/** Merges headers; those in `own` replace those of the preset. An expiration in either form replaces both forms. */
export function mergeHeaders(preset: PresetHeaders, own: PresetHeaders): PresetHeaders {
  if (own.expiration === undefined && own.expiresInS === undefined) return { ...preset, ...own };
  const { custom } = preset;
  return {
    ...collectHeaders({
      text: ({ key }) => preset[key],
      number: ({ key, kind }) => (kind === 'moment' ? undefined : preset[key]),
    }),
    ...omitUndefined({ custom }),
    ...own,
  };
}
