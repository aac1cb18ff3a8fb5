import { completeHeaders, type FilledIn } from '#shared/apns/complete-headers';
import { collectHeaders } from '#shared/apns/header-table';
import type { Environment } from '#shared/apns/push';
import { topicOfCredential } from '#shared/credentials/credential-facts';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { omitUndefined } from '#shared/omit-undefined';
import { SAMPLE_TOPIC } from '#shared/simulator/samples';
import type { Preset, PresetHeaders } from '#shared/workspace/preset';
import { sampleTargetFor } from './find-device.js';
import type { PlannedTarget } from './plan-targets.js';

/** What a push is made of, before anything is filled in. */
export interface PushRequestParts {
  readonly preset: Pick<Preset, 'headers'> | null;
  readonly environment: Environment;
  readonly payload: string;
  /** Take the place of the preset's. */
  readonly headers: PresetHeaders;
  /** True sends the topic of `headers` as it is written there. */
  readonly keepsTopic?: boolean;
  /** The topic that the targets or the payload's file name, for a push that names none. */
  readonly topicOfTargets: string | null;
  readonly targets: readonly PlannedTarget[];
}

/** A push with everything decided but its targets' variables, which are filled in at the moment of sending. */
export interface PlannedPush {
  readonly headers: PresetHeaders;
  readonly credential: CredentialSummary | null;
  /** Empty: nobody to send to. */
  readonly targets: readonly PlannedTarget[];
  readonly filledIn: readonly FilledIn[];
}

/**
 * Decides what is sent: topic, push type, priority, credential, and in the simulator the device. The command line and
 * scenarios ask here, so that the same preset sends the same request everywhere.
 *
 * @param chooseCredential - Gets the topic as far as it is known; rejects where the choice is not clear.
 * @throws what `chooseCredential` throws.
 */
export async function planPush(
  parts: PushRequestParts,
  chooseCredential: (topic: string | undefined) => Promise<CredentialSummary | null>,
): Promise<PlannedPush> {
  const { environment, payload, keepsTopic = false } = parts;
  const written = mergeHeaders(parts.preset?.headers ?? {}, parts.headers);
  const named = written.topic ?? parts.topicOfTargets ?? undefined;
  const credential = await chooseCredential(named);
  const isSimulated = environment.kind === 'simulator';
  const { headers, filledIn } = completeHeaders(written, {
    payload,
    fallbackTopic: named ?? topicOfCredential(credential) ?? (isSimulated ? SAMPLE_TOPIC : undefined),
    keepsTopic: keepsTopic && parts.headers.topic !== undefined,
  });
  const isForSample = parts.targets.length === 0 && isSimulated;
  return {
    headers,
    credential,
    targets: isForSample
      ? [{ kind: 'device', ...sampleTargetFor(headers.topic ?? SAMPLE_TOPIC) }]
      : parts.targets,
    filledIn,
  };
}

/** Headers with `own` in the place of the preset's; of the two forms of an expiration only one counts. */
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
