import { environmentInWords, otherEnvironment } from '../../apns/environment.js';
import type { OfferedFix } from '../../apns/explanation.js';
import { payloadLimit } from '../../apns/payload-limit.js';
import type { SentProviderToken } from '../../apns/provider-token.js';
import type { Environment, EnvironmentKind, Push } from '../../apns/push.js';
import { isPushType, PUSH_TYPE_RULES } from '../../apns/push-types.js';
import { topicForType } from '../../apns/topics.js';
import type { CredentialFacts } from '../../credentials/credential-facts.js';
import type { LocalizedText } from '../../text/localized-text.js';

/** Facts known besides the request and its answer. All are optional. */
export interface KnownFacts {
  /** The environment that last accepted this token, or gave an answer that shows it knows the token. */
  readonly tokenAcceptedIn?: EnvironmentKind;
  /** When the token was saved or last came from the app. Unix time in milliseconds. */
  readonly tokenSavedAtMs?: number;
  /** The topic that this token was last accepted for, or that its saved device names. */
  readonly tokenTopic?: string;
  /** This computer's clock minus that of APNs: positive if ours is ahead. Unit: milliseconds. */
  readonly clockSkewMs?: number;
  /** The `date` header of the answer; used for the skew if `clockSkewMs` is absent. */
  readonly dateHeader?: string;
  /** The provider token that was sent. */
  readonly providerToken?: SentProviderToken;
  /** How many pushes went to this token in the last minute. */
  readonly pushesToTokenLastMinute?: number;
  /** The current time. Unix time in milliseconds. */
  readonly nowMs?: number;
}

export interface ExplainInput {
  /** `null` if the reason came without a status, in the debug data of a GOAWAY. */
  readonly status: number | null;
  readonly reason: string | null;
  /** Of a 410 answer. Unix time in milliseconds. */
  readonly timestampMs: number | null;
  readonly push: Push;
  /** UTF-8 bytes of the body. */
  readonly payloadBytes: number;
  /** The environment that answered; `push.environment` unless a scenario redirected it. */
  readonly environment: Environment;
  readonly credential: CredentialFacts | null;
  readonly known?: KnownFacts;
}

/** One possible cause, with its fix. */
export interface Cause {
  /** Likelihood given the known facts, 0…100. Above 80: proven by facts, not guessed. */
  readonly weight: number;
  readonly cause: LocalizedText;
  readonly fix: LocalizedText;
  readonly actions?: readonly OfferedFix[];
}

/** The input, with derived facts that several explanations need. */
export interface Situation extends ExplainInput {
  readonly known: KnownFacts;
  readonly token: string;
  readonly channelId: string | null;
  /** The effective topic: the header, or the only topic of the certificate; else `null`. */
  readonly topic: string | null;
  readonly pushType: string;
  /** The topic suffix that the push type requires; empty for none, `null` for an unknown type. */
  readonly requiredSuffix: string | null;
  /** The app's topic for this push type, if it differs from `topic`; else `null`. */
  readonly betterTopic: string | null;
  /** UTF-8 bytes. */
  readonly limitBytes: number;
  /** The name of the environment, for use in sentences. */
  readonly here: LocalizedText;
  /** Apple's other environment; `null` for the simulator and custom servers. */
  readonly other: Environment | null;
  readonly clockSkewMs: number | null;
}

function skewOf(known: KnownFacts): number | null {
  if (known.clockSkewMs !== undefined) return known.clockSkewMs;
  if (known.dateHeader === undefined || known.nowMs === undefined) return null;
  const serverMs = Date.parse(known.dateHeader);
  return Number.isNaN(serverMs) ? null : known.nowMs - serverMs;
}

/** Derives the facts that the explanations need. */
export function situationOf(input: ExplainInput): Situation {
  const { push, credential } = input;
  const known = input.known ?? {};
  const pushType = push.headers.pushType ?? 'alert';
  const only = credential?.topics.length === 1 ? credential.topics[0] : undefined;
  const topic = push.target.kind === 'channel' ? push.target.bundleId : (push.headers.topic ?? only ?? null);
  const wanted = topic === null || push.target.kind === 'channel' ? null : topicForType(topic, pushType);
  return {
    ...input,
    known,
    token: push.target.kind === 'device' ? push.target.token : '',
    channelId: push.target.kind === 'channel' ? push.target.channelId : null,
    topic,
    pushType,
    requiredSuffix: isPushType(pushType) ? PUSH_TYPE_RULES[pushType].topicSuffix : null,
    betterTopic: wanted === topic ? null : wanted,
    limitBytes: payloadLimit(pushType, topic, push.target.kind),
    here: environmentInWords(input.environment),
    other: otherEnvironment(input.environment),
    clockSkewMs: skewOf(known),
  };
}
