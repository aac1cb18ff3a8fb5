import type { DeliveryOutcome } from '../apns/push.js';
import type { CredentialReference, PresetHeaders, PresetTarget } from '../workspace/preset.js';

/** The format version of scenario files. */
export const SCENARIO_FILE_VERSION = 1;

/** Longer waits belong in a scheduler. Unit: milliseconds. */
export const MAX_WAIT_MS = 3_600_000;
/** More than anyone can follow on screen or in a report. */
export const MAX_STEPS = 1000;

/** A credential by its local name, or by a portable reference that works for the whole team. */
export type ScenarioCredential = string | CredentialReference;

/** Values of `{{variables}}`. */
export type ScenarioVariables = Readonly<Record<string, string | number | boolean>>;

/** What a simulated device shows for a push. */
export const SHOWN = [
  'banner',
  'silent',
  'call',
  'live-activity',
  'badge',
  'background',
  'other',
  /** Stored for a device that is offline. */
  'stored',
  'nothing',
] as const;
export type Shown = (typeof SHOWN)[number];

/** The expected outcome of a push. Absent fields are not checked. */
export interface Expectation {
  readonly outcome?: DeliveryOutcome;
  readonly status?: number;
  /** As APNs spells it; `null` expects none. */
  readonly reason?: string | null;
  /** Maximum response time, from the last byte sent. Unit: milliseconds. */
  readonly withinMs?: number;
  /** Checked in the embedded simulator only: no other environment reveals it. */
  readonly shows?: Shown;
}

/** One push of a scenario: a preset, a preset with overrides, or a push of its own. */
export interface ScenarioSend {
  readonly preset: string | null;
  /** `simulator`, `sandbox`, `production`, the name of a custom server or its `https://host:port`. */
  readonly environment: string | null;
  readonly credential: ScenarioCredential | null;
  /** Override those of the preset; an empty topic or push type is not sent. */
  readonly headers: PresetHeaders;
  /** Override those of the preset unless empty. */
  readonly targets: readonly PresetTarget[];
  readonly variables: ScenarioVariables;
  /** A template, sent as is; `null` uses that of the preset. */
  readonly payload: string | null;
}

interface NamedStep {
  readonly name: string | null;
}

export type ScenarioStep =
  | (NamedStep & { readonly kind: 'send'; readonly send: ScenarioSend; readonly expect: Expectation | null })
  | (NamedStep & { readonly kind: 'wait'; readonly waitMs: number })
  /** Applies to the preceding send. */
  | (NamedStep & { readonly kind: 'expect'; readonly expect: Expectation });

/** A sequence of pushes with waits and expectations. Contains no secrets. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** Default for the steps; `null` is the embedded simulator. */
  readonly environment: string | null;
  /** Default for the steps; `null` is the default for environment and topic. */
  readonly credential: ScenarioCredential | null;
  readonly variables: ScenarioVariables;
  readonly steps: readonly ScenarioStep[];
}

/** Creates a scenario, with defaults for everything else. */
export function newScenario(essentials: Pick<Scenario, 'name' | 'steps'> & Partial<Scenario>): Scenario {
  return { description: '', environment: null, credential: null, variables: {}, ...essentials };
}

/** Creates a push, with defaults for everything else. */
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
