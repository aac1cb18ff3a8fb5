import type { PlanningNote } from '../apns/planning-note.js';
import type { DeliveryOutcome, EnvironmentKind } from '../apns/push.js';
import type { ErrorMessage } from '../errors.js';
import type { LocalizedText } from '../text/localized-text.js';
import type { Expectation, Shown } from './scenario.js';

/** A step as it is about to be run: everything that the file leaves open is decided. */
export interface PlannedStep {
  /** From 1. */
  readonly step: number;
  readonly name: string | null;
  readonly what:
    | {
        readonly kind: 'send';
        readonly environment: EnvironmentKind;
        /** For people: Apple's name, or the address of a custom server. */
        readonly environmentName: string;
        readonly credentialName: string | null;
        /** True for a credential that the simulator brought with it. */
        readonly isSampleCredential: boolean;
        /** Names of devices, tokens, channels. */
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

/** A scenario as it is about to be run. */
export interface ScenarioOutline {
  readonly name: string;
  readonly steps: readonly PlannedStep[];
}

/** What became of one push of a step; its delivery tells everything. */
export interface StepDelivery {
  /** In the history. */
  readonly id: string;
  /** A device token, or the ID of a channel. */
  readonly token: string;
  readonly device: string | null;
  readonly outcome: DeliveryOutcome;
  readonly status: number | null;
  readonly reason: string | null;
  readonly apnsId: string | null;
  /** Unit: milliseconds; `null` when no answer came. */
  readonly responseMs: number | null;
  /** What the simulated device made of it; `null` elsewhere. */
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
 * - `failed`: answered, and not as expected
 * - `error`: nothing to judge: it could not be sent, or no answer came
 * - `skipped`: the run was over before
 */
export type StepStatus = 'passed' | 'failed' | 'error' | 'skipped';

export interface StepResult {
  /** From 1. */
  readonly step: number;
  readonly status: StepStatus;
  /** Unit: milliseconds. */
  readonly durationMs: number;
  /** Of an expectation: those that it is about. */
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
  /** `stopped`: given up by a person. */
  readonly verdict: 'passed' | 'failed' | 'stopped';
}

/** What a run tells while it goes on. The last one is `finished`. */
export type ScenarioEvent =
  | { readonly kind: 'planned'; readonly outline: ScenarioOutline }
  | { readonly kind: 'step-started'; readonly step: number }
  | { readonly kind: 'step-finished'; readonly result: StepResult }
  | { readonly kind: 'finished'; readonly summary: ScenarioSummary };
