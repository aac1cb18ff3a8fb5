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
  readonly targets: readonly PlannedTarget[];
}

/** A push in which only the variables are left to be filled in, at the moment of sending. */
export interface PlannedPush {
  readonly headers: PresetHeaders;
  readonly credential: CredentialSummary | null;
  /** May be empty; the caller must refuse that. */
  readonly targets: readonly PlannedTarget[];
  readonly filledIn: readonly FilledIn[];
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
