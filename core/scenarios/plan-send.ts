import { topicOfCredential } from '#shared/credentials/credential-facts';
import type { Environment } from '#shared/apns/push';
import { completeTopic, defaultPushType } from '#shared/apns/topic';
import { AppError } from '#shared/errors';
import { headerTemplate } from '#shared/payload/render-headers';
import { compileTemplate, type TemplateValue } from '#shared/payload/template';
import type { Scenario, ScenarioSend } from '#shared/scenario/scenario';
import type { PlannedStep } from '#shared/scenario/scenario-run';
import { SAMPLE_TOPIC } from '#shared/simulator/samples';
import { headersOfPreset, type Preset, type PresetHeaders } from '#shared/workspace/preset';
import { sampleTargetFor } from '../sending/find-device.js';
import { findPreset } from '../sending/find-preset.js';
import type { PlanServices, ScenarioOverrides } from './plan-scenario.js';
import { namesInTargets, planTargets } from './plan-targets.js';
import { resolveCredential, resolveEnvironment } from './resolve-sender.js';
import type { PlannedSend, PlannedTarget } from './scenario-plan.js';
import { namesWithoutValue } from './scenario-variables.js';

type SendOutline = Omit<Extract<PlannedStep['what'], { kind: 'send' }>, 'kind' | 'expect'>;

/** The push of a step, decided; or the variables that it lacks. */
export type SendPlanning =
  | { readonly kind: 'missing'; readonly names: readonly string[] }
  | {
      readonly kind: 'planned';
      readonly outline: SendOutline;
      readonly send: Omit<PlannedSend, 'expect'>;
    };

/** Decides about the push of one step. @throws AppError for what cannot be sent like this. */
export async function planSend(
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
  const written = mergeHeaders(preset?.headers ?? {}, given.headers);
  const payload = given.payload ?? preset?.payload ?? '';
  const wantedTargets = given.targets.length > 0 ? given.targets : (preset?.targets ?? []);

  const early = namesInTargets(wantedTargets).filter((name) => !Object.hasOwn(variables, name));
  if (early.length > 0) return { kind: 'missing', names: early };
  const targets = planTargets(services, wantedTargets, environment, variables);
  const templates = [compileTemplate(payload), headerTemplate(headersOfPreset(written, 0))];
  const missing = namesWithoutValue(templates, [...Object.keys(variables), ...targets.columns]);
  if (missing.length > 0) return { kind: 'missing', names: missing };

  const baseTopic = overrides.topic ?? written.topic ?? targets.topic ?? undefined;
  const credential = await resolveCredential(services, {
    environment,
    overrideId: overrides.credentialId,
    wanted: given.credential ?? scenario.credential ?? preset?.credential ?? null,
    topic: baseTopic,
  });
  const knownTopic =
    baseTopic ??
    topicOfCredential(credential) ??
    (environment.kind === 'simulator' ? SAMPLE_TOPIC : undefined);
  const pushType = written.pushType ?? defaultPushType(payload, knownTopic);
  // A topic of the file is sent as it is written there, right or wrong; any other is made to fit.
  const isWritten = overrides.topic === undefined && written.topic !== undefined;
  const topic =
    isWritten || knownTopic === undefined ? knownTopic : completeTopic(knownTopic, pushType).topic;
  const found = targets.found.length > 0 ? targets.found : sampleTargets(environment, topic);
  return {
    kind: 'planned',
    outline: {
      environment: environment.kind,
      environmentName: environment.kind === 'custom' ? environment.url : environment.kind,
      credentialName: credential?.name ?? null,
      isSampleCredential: credential?.sample === true,
      targets: found.map((target) =>
        target.kind === 'channel' ? target.channelId : (target.name ?? target.token),
      ),
      topic: topic === '' ? null : (topic ?? null),
      pushType: pushType === '' ? null : pushType,
      presetName: preset?.name ?? null,
    },
    send: {
      environment,
      credentialId: credential?.id ?? null,
      headers: withoutEmpty({ ...written, ...(topic !== undefined && { topic }), pushType }),
      payload,
      targets: found,
      variables,
      presetName: preset?.name ?? null,
    },
  };
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

/** An empty topic or push type stands for none, to see what APNs says. */
function withoutEmpty({ topic, pushType, ...rest }: PresetHeaders): PresetHeaders {
  return {
    ...(topic !== undefined && topic !== '' && { topic }),
    ...(pushType !== undefined && pushType !== '' && { pushType }),
    ...rest,
  };
}

/** What a step writes takes the place of the preset's; of the two forms of an expiration only one counts. */
function mergeHeaders(preset: PresetHeaders, own: PresetHeaders): PresetHeaders {
  if (own.expiration === undefined && own.expiresInS === undefined) return { ...preset, ...own };
  const { topic, pushType, priority, collapseId, id, custom } = preset;
  return {
    ...(topic !== undefined && { topic }),
    ...(pushType !== undefined && { pushType }),
    ...(priority !== undefined && { priority }),
    ...(collapseId !== undefined && { collapseId }),
    ...(id !== undefined && { id }),
    ...(custom !== undefined && { custom }),
    ...own,
  };
}

/** In the simulator a push that names nobody goes to its own device for the topic. */
function sampleTargets(environment: Environment, topic: string = SAMPLE_TOPIC): readonly PlannedTarget[] {
  if (environment.kind !== 'simulator') throw nobody();
  return [{ kind: 'device', ...sampleTargetFor(topic) }];
}

function nobody(): AppError {
  return new AppError(
    'bad-argument',
    { en: 'There is nobody to send to.', zh: '没有发送目标。' },
    {
      en: 'Give the step "targets": a device, a group, a token or a channel.',
      zh: '请为该步骤填写 "targets"：设备、分组、令牌或频道。',
    },
  );
}
