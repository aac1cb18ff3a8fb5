import type { Environment } from '#shared/apns/push';
import type { TemplateValue } from '#shared/payload/template';
import type { Expectation } from '#shared/scenario/scenario';
import type { PlannedStep, ScenarioOutline } from '#shared/scenario/scenario-run';
import type { PresetHeaders } from '#shared/workspace/preset';
import type { PlannedTarget } from '../sending/plan-targets.js';

/** The planned push of a step. Templates are filled in at the moment of sending. */
export interface PlannedSend {
  readonly environment: Environment;
  readonly credentialId: string | null;
  readonly headers: PresetHeaders;
  readonly payload: string;
  readonly targets: readonly PlannedTarget[];
  readonly variables: Readonly<Record<string, TemplateValue>>;
  readonly presetName: string | null;
  /** `null`: a later step states what is expected. */
  readonly expect: Expectation | null;
}

/** What happens in a step, and how it is shown. */
export interface StepPlan {
  readonly shown: PlannedStep;
  readonly work:
    | { readonly kind: 'send'; readonly send: PlannedSend }
    | { readonly kind: 'wait'; readonly waitMs: number }
    | { readonly kind: 'expect'; readonly expect: Expectation };
}

/** A scenario that is ready to run. */
export interface ScenarioPlan {
  readonly name: string;
  readonly steps: readonly StepPlan[];
}

/** How a plan is shown before and while it is run. */
export function outlineOf({ name, steps }: ScenarioPlan): ScenarioOutline {
  return { name, steps: steps.map(({ shown }) => shown) };
}
