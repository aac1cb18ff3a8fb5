import type { PlanningNote } from '../apns/planning-note.js';
import type { DeliveryOutcome, EnvironmentKind } from '../apns/push.js';
import type { ErrorMessage } from '../errors.js';
import type { LocalizedText } from '../text/localized-text.js';
import type { Expectation, Shown } from './scenario.js';

/** A step of a run, with all defaults resolved. */
export interface PlannedStep {
  /** One-based. */
  readonly step: number;
  readonly name: string | null;
  readonly what:
    | {
        readonly kind: 'send';
        readonly environment: EnvironmentKind;
        /** For display: the name of the environment, or the address of a custom server. */
        readonly environmentName: string;
        readonly credentialName: string | null;
        /** Whether it is a sample credential of the simulator. */
        readonly isSampleCredential: boolean;
        /** Device names, tokens or channels. */
        readonly targets: readonly string[];
        readonly topic: string | null;
        readonly pushType: string | null;
        readonly presetName: string | null;
        /** What was decided beyond what is written. */
        readonly notes: readonly PlanningNote[];
        readonly expect: Expectation | null;
      }
    | { readonly kind: 'wait'; readonly waitMs: number }
    | { readonly kind: 'expect'; readonly expect: Expectation };
}

/** A scenario with all defaults resolved. */
export interface ScenarioOutline {
  readonly name: string;
  readonly steps: readonly PlannedStep[];
}

/** Summary of one delivery of a step. */
export interface StepDelivery {
  /** ID in the history. */
  readonly id: string;
  /** A device token or channel ID. */
  readonly token: string;
  readonly device: string | null;
  readonly outcome: DeliveryOutcome;
  readonly status: number | null;
  readonly reason: string | null;
  readonly apnsId: string | null;
  /** Unit: milliseconds; `null` without an answer. */
  readonly responseMs: number | null;
  /** What the simulated device showed; `null` outside the simulator. */
  readonly shown: Shown | null;
  readonly explanation: { readonly cause: LocalizedText; readonly fix: LocalizedText } | null;
}

/** An expectation that was not met. */
export interface Mismatch {
  readonly what: keyof Expectation;
  readonly expected: string | number | null;
  readonly actual: string | number | null;
  readonly message: LocalizedText;
}

/**
 * - `passed`: done, and as expected
 * - `failed`: answered, but not as expected
 * - `error`: it could not be sent, or no answer arrived
 * - `skipped`: the run ended earlier
 */
export type StepStatus = 'passed' | 'failed' | 'error' | 'skipped';

export interface StepResult {
  /** One-based. */
  readonly step: number;
  readonly status: StepStatus;
  /** Unit: milliseconds. */
  readonly durationMs: number;
  /** For an expectation, the deliveries it refers to. */
  readonly deliveries: readonly StepDelivery[];
  readonly mismatches: readonly Mismatch[];
  /** Set for `error`. */
  readonly error: ErrorMessage | null;
}

export interface ScenarioSummary {
  readonly passed: number;
  readonly failed: number;
  readonly errors: number;
  readonly skipped: number;
  /** Unit: milliseconds. */
  readonly durationMs: number;
  /** `stopped`: aborted by the user. */
  readonly verdict: 'passed' | 'failed' | 'stopped';
}

/** Progress events of a run. The last one is `finished`. */
export type ScenarioEvent =
  | { readonly kind: 'planned'; readonly outline: ScenarioOutline }
  | { readonly kind: 'step-started'; readonly step: number }
  | { readonly kind: 'step-finished'; readonly result: StepResult }
  | { readonly kind: 'finished'; readonly summary: ScenarioSummary };
