import type { Environment } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { headerTemplate } from '#shared/payload/render-headers';
import { compileTemplate, type TemplateValue } from '#shared/payload/template';
import type { Scenario, ScenarioSend } from '#shared/scenario/scenario';
import type { PlannedStep } from '#shared/scenario/scenario-run';
import { headersOfPreset, type Preset } from '#shared/workspace/preset';
import { findPreset } from '../sending/find-preset.js';
import { mergeHeaders, planPush } from '../sending/plan-push.js';
import { namesInTargets, type PlannedTarget, planTargets } from '../sending/plan-targets.js';
import type { PlanServices, ScenarioOverrides } from './plan-scenario.js';
import { resolveCredential, resolveEnvironment } from './resolve-sender.js';
import type { PlannedSend } from './scenario-plan.js';
import { namesWithoutValue } from './scenario-variables.js';

type SendOutline = Omit<Extract<PlannedStep['what'], { kind: 'send' }>, 'kind' | 'expect'>;

/** The planned push of a step, or the variables that have no value. */
export type SendPlanning =
  | { readonly kind: 'missing'; readonly names: readonly string[] }
  | {
      readonly kind: 'planned';
      readonly outline: SendOutline;
      readonly send: Omit<PlannedSend, 'expect'>;
    };

/** Plans the push of one step with {@link planPush}. @throws AppError for a push that cannot be sent. */
export async function planStepSend(
  services: PlanServices,
  scenario: Scenario,
  given: ScenarioSend,
  overrides: ScenarioOverrides,
): Promise<SendPlanning> {
  const preset = given.preset === null ? null : findPreset(services.workspace, given.preset);
  const variables = variablesOf(scenario, given, preset, overrides);
  const environment =
    overrides.environment ??
    resolveEnvironment(services, given.environment ?? scenario.environment) ??
    preset?.environment ??
    SIMULATOR;
  const payload = given.payload ?? preset?.payload ?? '';
  const wantedTargets = given.targets.length > 0 ? given.targets : (preset?.targets ?? []);

  const missingInTargets = namesInTargets(wantedTargets).filter((name) => !Object.hasOwn(variables, name));
  if (missingInTargets.length > 0) return { kind: 'missing', names: missingInTargets };
  const targets = planTargets(services, wantedTargets, environment, variables);
  const written = mergeHeaders(preset?.headers ?? {}, given.headers);
  const templates = [compileTemplate(payload), headerTemplate(headersOfPreset(written, 0))];
  const missing = namesWithoutValue(templates, [...Object.keys(variables), ...targets.columns]);
  if (missing.length > 0) return { kind: 'missing', names: missing };

  const planned = await planPush(
    {
      preset,
      environment,
      payload,
      headers: overrides.topic === undefined ? given.headers : { ...given.headers, topic: overrides.topic },
      // A step may test how APNs answers to a topic that does not fit.
      keepsTopic: overrides.topic === undefined,
      topicOfTargets: targets.topic,
      targets: targets.found,
    },
    (topic) =>
      resolveCredential(services, {
        environment,
        overrideId: overrides.credentialId,
        wanted: given.credential ?? scenario.credential,
        preferred: preset?.credential ?? null,
        topic,
      }),
  );
  if (planned.targets.length === 0) throw noTargets();
  const { headers, credential } = planned;
  return {
    kind: 'planned',
    outline: {
      environment: environment.kind,
      environmentName: environment.kind === 'custom' ? environment.url : environment.kind,
      credentialName: credential?.name ?? null,
      isSampleCredential: credential?.sample === true,
      targets: planned.targets.map((target) =>
        target.kind === 'channel' ? target.channelId : (target.name ?? target.token),
      ),
      topic: topicOfTargets(headers.topic, planned.targets),
      pushType: headers.pushType ?? null,
      presetName: preset?.name ?? null,
      notes: [...targets.notes, ...planned.notes],
    },
    send: {
      environment,
      credentialId: credential?.id ?? null,
      headers,
      payload,
      targets: planned.targets,
      variables,
      presetName: preset?.name ?? null,
    },
  };
}

/** A broadcast names its app in the path. */
function topicOfTargets(topic: string | undefined, [first]: readonly PlannedTarget[]): string | null {
  return topic ?? (first?.kind === 'channel' ? first.bundleId : null);
}

const SIMULATOR: Environment = { kind: 'simulator' };

function variablesOf(
  scenario: Scenario,
  given: ScenarioSend,
  preset: Preset | null,
  overrides: ScenarioOverrides,
): Readonly<Record<string, TemplateValue>> {
  return { ...preset?.variables, ...scenario.variables, ...given.variables, ...overrides.variables };
}

function noTargets(): AppError {
  return new AppError(
    'bad-argument',
    { en: 'There is no target to send to.', zh: '没有发送目标。' },
    {
      en: 'Add "targets" to the step: a device, a group, a token or a channel.',
      zh: '请为该步骤填写 "targets"：设备、分组、令牌或频道。',
    },
  );
}
