import type { EnvironmentKind } from '../apns/push.js';

/** The most recent answer of an environment for a token. */
export interface TokenAnswer {
  readonly environment: EnvironmentKind;
  readonly outcome: 'accepted' | 'rejected';
  readonly reason: string | null;
  readonly topic: string | null;
  /** Unix time in milliseconds. */
  readonly atMs: number;
}

/** What earlier deliveries reveal about a token. */
export interface TokenKnowledge {
  readonly token: string;
  /** The most recent answer of each environment, newest first. */
  readonly answers: readonly TokenAnswer[];
  /** The timestamp of a 410 answer, if that is the most recent one; else `null`. Unix time in milliseconds. */
  readonly goneAtMs: number | null;
  readonly pushesInLastMinute: number;
}

/** Rejections that show that the environment knows the token. */
const KNOWING_REASONS: readonly string[] = ['DeviceTokenNotForTopic'];

/** The environment that last accepted a token or showed that it knows it; `null` if none did. */
export function environmentOf(knowledge: TokenKnowledge): EnvironmentKind | null {
  return latestRecognition(knowledge)?.environment ?? null;
}

/** The topic that a token was last accepted for. */
export function topicOf(knowledge: TokenKnowledge): string | null {
  return knowledge.answers.find(({ outcome }) => outcome === 'accepted')?.topic ?? null;
}

function latestRecognition({ answers }: TokenKnowledge): TokenAnswer | undefined {
  return answers.find(
    ({ outcome, reason }) => outcome === 'accepted' || KNOWING_REASONS.includes(reason ?? ''),
  );
}
