import type { Environment } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import type { TemplateValue } from '#shared/payload/template';
import { ACCEPTED } from '#shared/scenario/judge';
import type { Scenario, ScenarioStep } from '#shared/scenario/scenario';
import type { CredentialService } from '../credentials/credential-service.js';
import type { SimulatorPort } from '../ports/ports.js';
import type { SettingsService } from '../settings/settings-service.js';
import type { WorkspaceService } from '../workspace/workspace-service.js';
import { planStepSend } from './plan-step-send.js';
import type { ScenarioPlan, StepPlan } from './scenario-plan.js';
import { type MissingVariables, missingVariables } from './scenario-variables.js';

/** Overrides for a whole run. */
export interface ScenarioOverrides {
  readonly environment?: Environment;
  /** `null`: send without a credential. */
  readonly credentialId?: string | null;
  /** Completed with the suffix of each step's push type. */
  readonly topic?: string;
  readonly variables?: Readonly<Record<string, TemplateValue>>;
}

export interface PlanServices {
  readonly workspace: WorkspaceService;
  readonly credentials: CredentialService;
  readonly settings: SettingsService;
  readonly simulator: SimulatorPort;
}

/**
 * Decides everything about a scenario before anything is sent: reads presets, finds devices and credentials, checks
 * variables.
 *
 * @throws AppError that names the step: `not-found`, `credential-not-found`, `missing-variable`, `bad-template`,
 *   `bad-url`, `bad-argument`.
 */
export async function planScenario(
  services: PlanServices,
  scenario: Scenario,
  overrides: ScenarioOverrides = {},
): Promise<ScenarioPlan> {
  const steps: StepPlan[] = [];
  const missing: MissingVariables[] = [];
  for (const [index, step] of scenario.steps.entries()) {
    const number = index + 1;
    try {
      const planned = await planStep(services, { scenario, step, index, overrides });
      if (planned.kind === 'missing') missing.push({ step: number, names: planned.names });
      else steps.push(planned.step);
    } catch (thrown) {
      throw thrown instanceof AppError ? inStep(number, thrown) : thrown;
    }
  }
  if (missing.length > 0) throw missingVariables(missing);
  return { name: scenario.name, steps };
}

interface StepToPlan {
  readonly scenario: Scenario;
  readonly step: ScenarioStep;
  readonly index: number;
  readonly overrides: ScenarioOverrides;
}

type Planned =
  | { readonly kind: 'planned'; readonly step: StepPlan }
  | { readonly kind: 'missing'; readonly names: readonly string[] };

async function planStep(services: PlanServices, toPlan: StepToPlan): Promise<Planned> {
  const { scenario, step, index, overrides } = toPlan;
  const shown = { step: index + 1, name: step.name };
  switch (step.kind) {
    case 'wait': {
      const work = { kind: step.kind, waitMs: step.waitMs };
      return { kind: 'planned', step: { shown: { ...shown, what: work }, work } };
    }
    case 'expect': {
      const work = { kind: step.kind, expect: step.expect };
      return { kind: 'planned', step: { shown: { ...shown, what: work }, work } };
    }
    case 'send': {
      const expect = step.expect ?? (isJudgedLater(scenario.steps, index) ? null : ACCEPTED);
      const result = await planStepSend(services, scenario, step.send, overrides);
      if (result.kind === 'missing') return result;
      const { outline, send } = result;
      return {
        kind: 'planned',
        step: {
          shown: { ...shown, what: { kind: 'send', ...outline, expect } },
          work: { kind: 'send', send: { ...send, expect } },
        },
      };
    }
  }
}

/** True when an expect step follows before the next push. */
function isJudgedLater(steps: readonly ScenarioStep[], index: number): boolean {
  const next = steps.slice(index + 1).find(({ kind }) => kind !== 'wait');
  return next?.kind === 'expect';
}

function inStep(step: number, error: AppError): AppError {
  return new AppError(
    error.code,
    { en: `Step ${step}: ${error.text.en}`, zh: `第 ${step} 步：${error.text.zh}` },
    error.hint,
    { cause: error },
  );
}
