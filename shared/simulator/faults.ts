import type { FaultRule, RuleCondition } from './model.js';

/** What a rule's condition looks at. */
export interface FaultSubject {
  readonly token: string;
  readonly topic: string;
  readonly pushType: string;
  readonly payload: string;
}

/** How many requests each rule has seen that met its condition, by rule ID. Owned by the caller. */
export type FaultCounts = Map<string, number>;

export interface ChosenFault {
  readonly rule: FaultRule;
  /** 0…1, the same in every run: places a delay within its range. */
  readonly draw: number;
}

/**
 * The first rule whose condition holds. Counts what every rule tried has seen, so `every` and `after` go on
 * from request to request; a rule behind the one that decides is not tried.
 *
 * @param counts - Changed in place.
 */
export function chooseFault(
  rules: readonly FaultRule[],
  counts: FaultCounts,
  subject: FaultSubject,
): ChosenFault | null {
  for (const rule of rules) {
    if (rule.enabled === false || !meets(rule.when, subject)) continue;
    const count = (counts.get(rule.id) ?? 0) + 1;
    counts.set(rule.id, count);
    if (isDue(rule, count)) return { rule, draw: seededDraw(seedOf(rule) ^ DELAY_SALT, count) };
  }
  return null;
}

function meets({ token, topic, pushType, payload }: RuleCondition, subject: FaultSubject): boolean {
  return (
    matches(token?.toLowerCase(), subject.token) &&
    matches(topic, subject.topic) &&
    matches(pushType, subject.pushType) &&
    (payload === undefined || subject.payload.includes(payload))
  );
}

function matches(pattern: string | undefined, value: string): boolean {
  if (pattern === undefined || pattern === '*') return true;
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
}

function isDue(rule: FaultRule, count: number): boolean {
  const { after = 0, every = 1, probability = 1 } = rule.when;
  if (count <= after || (count - after) % every !== 0) return false;
  return probability >= 1 || seededDraw(seedOf(rule), count) < probability;
}

const DELAY_SALT = 0x5bd1e995;

/** A rule without a seed draws from its ID, so that even then a run repeats exactly. */
function seedOf({ id, when }: FaultRule): number {
  if (when.seed !== undefined) return when.seed | 0;
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return hash;
}

/** The n-th number of a sequence that its seed alone decides, evenly spread over 0…1 (mulberry32). */
export function seededDraw(seed: number, n: number): number {
  let state = (seed + Math.imul(n, 0x6d2b79f5)) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
}
