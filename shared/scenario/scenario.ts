import type { DeliveryOutcome } from '../apns/push.js';
import type { CredentialReference, PresetHeaders, PresetTarget } from '../workspace/preset.js';

/** The form of a scenario file as this version writes it. */
export const SCENARIO_FILE_VERSION = 1;

/** Longer waits belong into a scheduler. Unit: milliseconds. */
export const LONGEST_WAIT_MS = 3_600_000;
/** More than anybody follows on a screen or in a report. */
export const MOST_STEPS = 1000;

/** A credential by its name here, or by what everybody in a team has of it. */
export type ScenarioCredential = string | CredentialReference;

/** What a `{{name}}` stands for. */
export type ScenarioVariables = Readonly<Record<string, string | number | boolean>>;

/** What a device of the embedded simulator makes of a push. */
export const SHOWN = [
  'banner',
  'silent',
  'call',
  'live-activity',
  'badge',
  'background',
  'other',
  /** Kept for a device that is offline. */
  'stored',
  'nothing',
] as const;
export type Shown = (typeof SHOWN)[number];

/** What has to become of a push. What is absent is not looked at. */
export interface Expectation {
  readonly outcome?: DeliveryOutcome;
  readonly status?: number;
  /** As APNs writes it; `null`: none. */
  readonly reason?: string | null;
  /** How soon the answer has to be there, counted from the last byte sent. Unit: milliseconds. */
  readonly withinMs?: number;
  /** Looked at in the embedded simulator only: no other APNs tells. */
  readonly shows?: Shown;
}

/** One push of a scenario: a preset, or written out, or a preset with parts replaced. */
export interface ScenarioSend {
  readonly preset: string | null;
  /** `simulator`, `sandbox`, `production`, the name of a custom server or its `https://host:port`. */
  readonly environment: string | null;
  readonly credential: ScenarioCredential | null;
  /** Each takes the place of the preset's; an empty topic or push type is not sent at all. */
  readonly headers: PresetHeaders;
  /** In the place of the preset's, where there are any. */
  readonly targets: readonly PresetTarget[];
  readonly variables: ScenarioVariables;
  /** A template, exactly as written; `null`: the preset's. */
  readonly payload: string | null;
}

interface NamedStep {
  readonly name: string | null;
}

export type ScenarioStep =
  | (NamedStep & { readonly kind: 'send'; readonly send: ScenarioSend; readonly expect: Expectation | null })
  | (NamedStep & { readonly kind: 'wait'; readonly waitMs: number })
  /** About the send before it. */
  | (NamedStep & { readonly kind: 'expect'; readonly expect: Expectation });

/** Pushes in an order, with waits between them and what has to become of each. Without secrets. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** For the steps that name none; `null`: the embedded simulator. */
  readonly environment: string | null;
  /** For the steps that name none; `null`: the default for environment and topic. */
  readonly credential: ScenarioCredential | null;
  readonly variables: ScenarioVariables;
  readonly steps: readonly ScenarioStep[];
}

/** A scenario with nothing but what it needs. */
export function newScenario(essentials: Pick<Scenario, 'name' | 'steps'> & Partial<Scenario>): Scenario {
  return { description: '', environment: null, credential: null, variables: {}, ...essentials };
}

/** A push with nothing but what it needs. */
export function newSend(essentials: Partial<ScenarioSend>): ScenarioSend {
  return {
    preset: null,
    environment: null,
    credential: null,
    headers: {},
    targets: [],
    variables: {},
    payload: null,
    ...essentials,
  };
}
