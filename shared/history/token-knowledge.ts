import type { EnvironmentKind } from '../apns/push.js';

/** The newest answer that an environment gave about a token. */
export interface TokenAnswer {
  readonly environment: EnvironmentKind;
  readonly outcome: 'accepted' | 'rejected';
  readonly reason: string | null;
  readonly topic: string | null;
  /** Unix time in milliseconds. */
  readonly atMs: number;
}

/** What earlier deliveries tell about a token. */
export interface TokenKnowledge {
  readonly token: string;
  /** The newest answer of each environment, newest first. */
  readonly answers: readonly TokenAnswer[];
  /** Since when APNs calls it gone (410), where that is its last word. Unix time in milliseconds. */
  readonly goneAtMs: number | null;
  readonly pushesInLastMinute: number;
}

/** Reasons by which APNs shows that it knows the token, although it did not take the push. */
const KNOWING_REASONS: readonly string[] = ['DeviceTokenNotForTopic'];

/** The environment that last accepted a token or showed that it knows it; `null` when none ever did. */
export function environmentOf(knowledge: TokenKnowledge): EnvironmentKind | null {
  return knowing(knowledge)?.environment ?? null;
}

/** The topic that a token was last accepted for. */
export function topicOf(knowledge: TokenKnowledge): string | null {
  return knowledge.answers.find(({ outcome }) => outcome === 'accepted')?.topic ?? null;
}

function knowing({ answers }: TokenKnowledge): TokenAnswer | undefined {
  return answers.find(
    ({ outcome, reason }) => outcome === 'accepted' || KNOWING_REASONS.includes(reason ?? ''),
  );
}
