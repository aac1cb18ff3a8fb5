import type { FaultRule, GoawayFault, RuleCondition, RuleEffect } from '#shared/simulator/model';

/** The kinds of fault in the order of the editor. */
export const EFFECT_KINDS = [
  'answer',
  'delay',
  'hang',
  'reset',
  'drop',
  'goaway',
  'throttle',
  'expire-token',
] as const;
type EffectKind = (typeof EFFECT_KINDS)[number];

export const RESET_CODES = [
  'REFUSED_STREAM',
  'INTERNAL_ERROR',
  'CANCEL',
  'ENHANCE_YOUR_CALM',
  'STREAM_CLOSED',
];

/** A number as a field holds it: empty until one is typed. */
export type NumberField = number | '';

/** A number field reports text while a number is being typed. */
export function toNumber(value: string | number): NumberField {
  return value === '' ? '' : Number(value);
}

/** A fault rule while it is being edited: every field of every kind, so that switching the kind loses nothing. */
export interface RuleDraft {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly token: string;
  readonly topic: string;
  readonly pushType: string;
  readonly payload: string;
  readonly every: NumberField;
  readonly after: NumberField;
  /** Unit: percent. */
  readonly percent: NumberField;
  readonly seed: NumberField;
  readonly effect: EffectKind;
  readonly status: NumberField;
  readonly reason: string;
  /** Unit: milliseconds. */
  readonly delayMin: NumberField;
  /** Unit: milliseconds; empty for a fixed delay. */
  readonly delayMax: NumberField;
  readonly resetCode: string;
  readonly debug: 'json' | 'empty' | 'text';
  readonly goawayReason: string;
  readonly lastStream: 'none' | 'last' | 'number';
  readonly lastStreamId: NumberField;
  readonly twice: boolean;
  readonly streams: NumberField;
  /** Not editable and kept unchanged: only a 410 has one. */
  readonly timestampMs: number | null;
}

export function emptyRuleDraft(id: string): RuleDraft {
  return {
    id,
    name: '',
    enabled: true,
    token: '',
    topic: '',
    pushType: '',
    payload: '',
    every: '',
    after: '',
    percent: '',
    seed: '',
    effect: 'answer',
    status: 503,
    reason: 'ServiceUnavailable',
    delayMin: 2000,
    delayMax: '',
    resetCode: 'REFUSED_STREAM',
    debug: 'json',
    goawayReason: '',
    lastStream: 'last',
    lastStreamId: '',
    twice: false,
    streams: 1,
    timestampMs: null,
  };
}

/** Converts a rule to a draft. */
export function draftOf(rule: FaultRule): RuleDraft {
  const { when } = rule;
  return {
    ...emptyRuleDraft(rule.id),
    name: rule.name ?? '',
    enabled: rule.enabled ?? true,
    token: when.token ?? '',
    topic: when.topic ?? '',
    pushType: when.pushType ?? '',
    payload: when.payload ?? '',
    every: when.every ?? '',
    after: when.after ?? '',
    percent: when.probability === undefined ? '' : round(when.probability * 100),
    seed: when.seed ?? '',
    ...effectFields(rule.then),
  };
}

/** The conversion between percent and fraction is not exact in binary floating point. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function effectFields(then: RuleEffect): Partial<RuleDraft> {
  if ('answer' in then) {
    const { status, reason, timestampMs } = then.answer;
    return { effect: 'answer', status, reason, timestampMs: timestampMs ?? null };
  }
  if ('delayMs' in then) {
    return typeof then.delayMs === 'number'
      ? { effect: 'delay', delayMin: then.delayMs }
      : { effect: 'delay', delayMin: then.delayMs.min, delayMax: then.delayMs.max };
  }
  if ('goaway' in then) {
    const { debug, reason, lastStreamId, times } = then.goaway;
    const isNumber = typeof lastStreamId === 'number';
    return {
      effect: 'goaway',
      debug: debug ?? 'json',
      goawayReason: reason ?? '',
      lastStream: isNumber ? 'number' : (lastStreamId ?? 'last'),
      lastStreamId: isNumber ? lastStreamId : '',
      twice: times === 2,
    };
  }
  if ('reset' in then) return { effect: 'reset', resetCode: then.reset };
  if ('throttle' in then) return { effect: 'throttle', streams: then.throttle };
  if ('drop' in then) return { effect: 'drop' };
  if ('hang' in then) return { effect: 'hang' };
  return { effect: 'expire-token' };
}

/** A field that prevents the rule from being saved. */
export type DraftProblem =
  'status' | 'reason' | 'delayMin' | 'delayMax' | 'percent' | 'lastStreamId' | 'streams';

/** The problems of a draft; empty when it can be saved. */
export function problemsOf(draft: RuleDraft): readonly DraftProblem[] {
  const inRange = (value: NumberField, min: number, max: number): boolean =>
    value !== '' && value >= min && value <= max;
  const optional = (value: NumberField, min: number, max: number): boolean =>
    value === '' || inRange(value, min, max);
  const checks: Readonly<Record<DraftProblem, boolean>> = {
    percent: optional(draft.percent, 0, 100),
    status: draft.effect !== 'answer' || inRange(draft.status, 200, 599),
    reason: draft.effect !== 'answer' || draft.status === 200 || draft.reason.trim() !== '',
    delayMin: draft.effect !== 'delay' || inRange(draft.delayMin, 0, 600_000),
    delayMax: draft.effect !== 'delay' || optional(draft.delayMax, Number(draft.delayMin), 600_000),
    lastStreamId:
      draft.effect !== 'goaway' ||
      draft.lastStream !== 'number' ||
      inRange(draft.lastStreamId, 0, 2 ** 31 - 1),
    streams: draft.effect !== 'throttle' || inRange(draft.streams, 1, 10_000),
  };
  return (Object.keys(checks) as DraftProblem[]).filter((field) => !checks[field]);
}

/** Converts a draft without problems to a rule; empty fields become conditions that always match. */
export function ruleOf(draft: RuleDraft): FaultRule {
  const name = draft.name.trim();
  return {
    id: draft.id,
    ...(name !== '' && { name }),
    enabled: draft.enabled,
    when: conditionOf(draft),
    then: effectOf(draft),
  };
}

function conditionOf(draft: RuleDraft): RuleCondition {
  const text = (name: 'token' | 'topic' | 'pushType' | 'payload'): RuleCondition =>
    draft[name].trim() === '' ? {} : { [name]: name === 'payload' ? draft.payload : draft[name].trim() };
  const number = (name: 'every' | 'after' | 'seed'): RuleCondition =>
    draft[name] === '' ? {} : { [name]: draft[name] };
  return {
    ...text('token'),
    ...text('topic'),
    ...text('pushType'),
    ...text('payload'),
    ...number('every'),
    ...number('after'),
    ...(draft.percent !== '' && { probability: round(draft.percent / 100) }),
    ...number('seed'),
  };
}

function effectOf(draft: RuleDraft): RuleEffect {
  switch (draft.effect) {
    case 'answer':
      return {
        answer: {
          status: Number(draft.status),
          reason: draft.reason.trim(),
          ...(draft.timestampMs !== null && { timestampMs: draft.timestampMs }),
        },
      };
    case 'delay':
      return { delayMs: delayOf(Number(draft.delayMin), draft.delayMax) };
    case 'goaway':
      return { goaway: goawayOf(draft) };
    case 'reset':
      return { reset: draft.resetCode };
    case 'drop':
      return { drop: true };
    case 'hang':
      return { hang: true };
    case 'throttle':
      return { throttle: Number(draft.streams) };
    case 'expire-token':
      return { expireToken: true };
  }
}

function delayOf(min: number, max: NumberField): number | { readonly min: number; readonly max: number } {
  return max === '' ? min : { min, max };
}

function goawayOf(draft: RuleDraft): GoawayFault {
  return {
    debug: draft.debug,
    ...(draft.goawayReason.trim() !== '' && { reason: draft.goawayReason.trim() }),
    lastStreamId: draft.lastStream === 'number' ? Number(draft.lastStreamId) : draft.lastStream,
    times: draft.twice ? 2 : 1,
  };
}

/** The list with one rule moved by a step. The first matching rule decides, so the order matters. */
export function moveRule(rules: readonly FaultRule[], id: string, step: -1 | 1): readonly FaultRule[] {
  const from = rules.findIndex((rule) => rule.id === id);
  const to = from + step;
  const rule = rules[from];
  if (rule === undefined || to < 0 || to >= rules.length) return rules;
  return rules.toSpliced(from, 1).toSpliced(to, 0, rule);
}

/** The list with a rule saved: replaced where it exists, otherwise appended. */
export function saveRule(rules: readonly FaultRule[], rule: FaultRule): readonly FaultRule[] {
  return rules.some(({ id }) => id === rule.id)
    ? rules.map((known) => (known.id === rule.id ? rule : known))
    : [...rules, rule];
}

/** The rules as the contract accepts them, in a mutable list. */
export function toRulesInput(rules: readonly FaultRule[]): FaultRule[] {
  return [...rules];
}
