import type { Environment } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import type { TemplateValue } from '#shared/payload/template';
import { formatScenario } from '#shared/scenario/format-scenario';
import { newScenario, type Scenario } from '#shared/scenario/scenario';
import type { ScenarioFile } from '#shared/scenario/scenario-file';
import type { ScenarioEvent, ScenarioOutline } from '#shared/scenario/scenario-run';
import { type ScenarioContext, stepFromDelivery } from '#shared/scenario/step-of-delivery';
import { SAMPLE_DEVICES } from '#shared/simulator/samples';
import type { SaveResult } from '#shared/workspace/workspace';
import type { SendPolicy } from '../apns/apns-engine.js';
import type { HistoryService } from '../history/history-service.js';
import { entryNotFound } from '../workspace/workspace-paths.js';
import { findPresentation } from './find-presentation.js';
import { planScenario, type PlanServices, type ScenarioOverrides } from './plan-scenario.js';
import { runScenario, type ScenarioPorts } from './run-scenario.js';
import { outlineOf, type ScenarioPlan } from './scenario-plan.js';

/** A scenario of the workspace, with overrides. */
interface ScenarioRequest {
  readonly id: string;
  readonly environment?: Environment;
  readonly credentialId?: string | null;
  readonly variables?: Readonly<Record<string, TemplateValue>>;
}

/** Runs scenarios, and creates them from deliveries. */
export interface ScenarioService {
  /** @throws as {@link planScenario}. */
  plan(scenario: Scenario, overrides?: ScenarioOverrides): Promise<ScenarioPlan>;
  /** Runs a plan until the signal aborts. */
  runPlan(plan: ScenarioPlan, signal: AbortSignal, policy?: SendPolicy): AsyncIterable<ScenarioEvent>;
  /** The outline of a scenario in the workspace. @throws AppError `not-found`, and the errors of {@link plan}. */
  outline(request: ScenarioRequest): Promise<ScenarioOutline>;
  /** Runs a scenario of the workspace. @throws as {@link outline}, before anything is sent. */
  run(request: ScenarioRequest, signal: AbortSignal): AsyncIterable<ScenarioEvent>;
  /**
   * Appends the request of a delivery as a step, with its outcome as the expectation.
   *
   * @param scenario - The ID of an existing scenario, or the name of a new one.
   * @throws AppError `not-found`, `bad-argument` for a delivery whose payload was cut, `bad-scenario`.
   */
  addDelivery(
    scenario: { readonly id: string } | { readonly name: string },
    deliveryId: string,
  ): Promise<ScenarioFile>;
}

export interface ScenarioServicePorts extends Omit<ScenarioPorts, 'findPresentation'>, PlanServices {
  readonly history: Pick<HistoryService, 'get'>;
}

export function createScenarioService(ports: ScenarioServicePorts): ScenarioService {
  const { workspace, credentials, settings, simulator, history } = ports;
  const runPorts: ScenarioPorts = {
    ...ports,
    findPresentation: (push, sinceMs) => findPresentation(simulator, push, sinceMs),
  };
  const readUsable = (id: string): ScenarioFile & { readonly scenario: Scenario } => {
    const { scenario, problem, ...file } = workspace.readScenario(id);
    if (scenario !== null) return { ...file, scenario, problem };
    throw problem === null ? entryNotFound(id) : new AppError(problem.code, problem.message, problem.hint);
  };
  const planOf = async ({ id, ...overrides }: ScenarioRequest): Promise<ScenarioPlan> => {
    // Devices that were added to the simulator are only known once its samples are loaded.
    if (overrides.environment === undefined || overrides.environment.kind === 'simulator') {
      await simulator.sampleKey();
    }
    return planScenario(ports, readUsable(id).scenario, overrides);
  };
  const stepContext = async (): Promise<ScenarioContext> => ({
    credentials: await credentials.list(),
    servers: settings.get().customServers,
    deviceNames: new Set([
      ...workspace.state().devices.map(({ name }) => name),
      ...SAMPLE_DEVICES.map(({ name }) => name),
    ]),
  });

  return {
    plan: (scenario, overrides) => planScenario(ports, scenario, overrides),
    runPlan: (plan, signal, policy) => runScenario(runPorts, plan, { signal, ...omitUndefined({ policy }) }),
    outline: async (request) => outlineOf(await planOf(request)),
    async *run(request, signal) {
      yield* runScenario(runPorts, await planOf(request), { signal });
    },
    async addDelivery(target, deliveryId) {
      const delivery = history.get(deliveryId);
      if (delivery === null) throw deliveryNotFound();
      if (delivery.cutFromBytes !== undefined) throw payloadTruncated();
      const step = stepFromDelivery(delivery, await stepContext());
      if ('name' in target) {
        const text = formatScenario(newScenario({ name: target.name, steps: [step] }));
        return requireSaved(await workspace.saveScenario({ id: null, revision: null, text }));
      }
      const { revision, scenario } = readUsable(target.id);
      const text = formatScenario({ ...scenario, steps: [...scenario.steps, step] });
      return requireSaved(await workspace.saveScenario({ id: target.id, revision, text }));
    },
  };
}

/** Read and written without a pause, so a conflict can only come from another program at the same moment. */
function requireSaved(result: SaveResult<ScenarioFile>): ScenarioFile {
  if (result.kind === 'saved') return result.saved;
  throw new AppError(
    'data-damaged',
    { en: 'Another program has just changed the scenario.', zh: '其他程序刚刚修改了该场景。' },
    { en: 'Try again.', zh: '请重试。' },
  );
}

function deliveryNotFound(): AppError {
  return new AppError(
    'not-found',
    { en: 'This delivery is not in the history any more.', zh: '历史记录中已经没有该投递。' },
    { en: 'Send the push again and add the new delivery.', zh: '请重新发送该推送，再添加新的投递。' },
  );
}

function payloadTruncated(): AppError {
  return new AppError(
    'bad-argument',
    {
      en: 'Only the beginning of this payload was stored, so it cannot be sent again unchanged.',
      zh: '只保留了该载荷的开头部分，无法按原样再次发送。',
    },
    { en: 'Write the step by hand with the whole payload.', zh: '请手动编写步骤并填写完整的载荷。' },
  );
}
