import type { Delivery, Push } from '#shared/apns/push';
import { AppError, type ErrorMessage, toAppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import { renderHeaders } from '#shared/payload/render-headers';
import { compileTemplate, scopeWith } from '#shared/payload/template';
import { findMismatches } from '#shared/scenario/judge';
import type { Expectation, Shown } from '#shared/scenario/scenario';
import type {
  Mismatch,
  ScenarioEvent,
  ScenarioSummary,
  StepDelivery,
  StepResult,
} from '#shared/scenario/scenario-run';
import { headersOfPreset } from '#shared/workspace/preset';
import type { SendPolicy } from '../apns/apns-engine.js';
import type { Sender } from '../apns/sender.js';
import type { Clock, Randomness } from '../ports/ports.js';
import type { PlannedTarget } from '../sending/plan-targets.js';
import { outlineOf, type PlannedSend, type ScenarioPlan } from './scenario-plan.js';

/** What a run needs from its host. */
export interface ScenarioPorts {
  readonly sender: Pick<Sender, 'send'>;
  readonly clock: Clock;
  readonly random: Randomness;
  /** Returns early, without an error, when the signal aborts. Unit: milliseconds. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Looks up how the simulated device presented an accepted push. */
  readonly findPresentation: (push: Push, sinceMs: number) => Shown;
}

/**
 * Runs a scenario step by step. A failed expectation does not end the run, so that one run reports all of them. A
 * push that could not be sent or got no answer does, since nothing after it can be judged.
 *
 * @param options - `signal` ends the run: a push in flight gets its answer, the rest is skipped.
 */
export async function* runScenario(
  ports: ScenarioPorts,
  plan: ScenarioPlan,
  options: { readonly signal: AbortSignal; readonly policy?: SendPolicy },
): AsyncGenerator<ScenarioEvent, void> {
  const { clock } = ports;
  const startedMs = clock.elapsed();
  const results: StepResult[] = [];
  let isOver = false;
  let last: readonly StepDelivery[] = [];
  const run: Run = { ports, options, pushCount: 0 };
  yield { kind: 'planned', outline: outlineOf(plan) };
  for (const { shown, work } of plan.steps) {
    const { step } = shown;
    if (isOver || isAborted(options.signal)) {
      results.push(skipped(step));
      yield { kind: 'step-finished', result: skipped(step) };
      continue;
    }
    yield { kind: 'step-started', step };
    const beganMs = clock.elapsed();
    const done = await runStep(run, work, last);
    last = work.kind === 'wait' ? last : done.deliveries;
    const result: StepResult = { step, durationMs: clock.elapsed() - beganMs, ...done };
    isOver = result.status === 'error';
    results.push(result);
    yield { kind: 'step-finished', result };
  }
  yield {
    kind: 'finished',
    summary: summarize(results, clock.elapsed() - startedMs, isAborted(options.signal)),
  };
}

/** A function, because the compiler assumes that nothing changes during a `yield`. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

interface Run {
  readonly ports: ScenarioPorts;
  readonly options: { readonly signal: AbortSignal; readonly policy?: SendPolicy };
  /** Number of pushes sent so far, for `{{counter}}`. */
  pushCount: number;
}

type StepOutcome = Omit<StepResult, 'step' | 'durationMs'>;
type Work = ScenarioPlan['steps'][number]['work'];

async function runStep(run: Run, work: Work, last: readonly StepDelivery[]): Promise<StepOutcome> {
  const { signal } = run.options;
  switch (work.kind) {
    case 'wait':
      await run.ports.sleep(work.waitMs, signal);
      return signal.aborted ? SKIPPED : PASSED;
    case 'expect':
      return judgeDeliveries(work.expect, last, null);
    case 'send':
      return sendAll(run, work.send);
  }
}

/** Sends one push after another, so that the order in reports is stable. */
async function sendAll(run: Run, send: PlannedSend): Promise<StepOutcome> {
  const deliveries: StepDelivery[] = [];
  let failure: ErrorMessage | null = null;
  try {
    for (const target of send.targets) {
      const push = renderPush(run, send, target);
      const sentMs = run.ports.clock.now();
      const delivery = await run.ports.sender.send(push, {
        ...run.options.policy,
        gracefulStop: run.options.signal,
        ...(send.presetName !== null && { presetName: send.presetName }),
      });
      failure ??= delivery.failure;
      deliveries.push(summarizeDelivery(delivery, presentationFor(run.ports, push, delivery, sentMs)));
    }
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'cancelled') return { ...SKIPPED, deliveries };
    return { status: 'error', deliveries, mismatches: [], error: error.toMessage() };
  }
  return send.expect === null ? { ...PASSED, deliveries } : judgeDeliveries(send.expect, deliveries, failure);
}

function renderPush(run: Run, send: PlannedSend, target: PlannedTarget): Push {
  const { clock, random } = run.ports;
  const nowMs = clock.now();
  const uuid = random.uuid();
  run.pushCount += 1;
  const token = target.kind === 'device' ? target.token : target.channelId;
  const name = target.kind === 'device' ? target.name : undefined;
  const own = target.kind === 'device' ? { ...target.variables, ...send.variables } : send.variables;
  const builtIns = { nowMs, uuid: () => uuid, counter: run.pushCount, token, device: name ?? token };
  const scope = scopeWith(own, builtIns);
  return {
    environment: send.environment,
    credentialId: send.credentialId,
    target: target.kind === 'channel' ? target : { kind: 'device', token, ...omitUndefined({ name }) },
    headers: renderHeaders(headersOfPreset(send.headers, nowMs), scope),
    payload: compileTemplate(send.payload).render(scope),
  };
}

function presentationFor(ports: ScenarioPorts, push: Push, delivery: Delivery, sentMs: number): Shown | null {
  if (push.environment.kind !== 'simulator' || push.target.kind !== 'device') return null;
  return delivery.outcome === 'accepted' ? ports.findPresentation(push, sentMs) : 'nothing';
}

/** @param failure - Why a push of this step got no answer. */
function judgeDeliveries(
  expect: Expectation,
  deliveries: readonly StepDelivery[],
  failure: ErrorMessage | null,
): StepOutcome {
  const mismatches = deliveries.flatMap((delivery): readonly Mismatch[] => findMismatches(expect, delivery));
  if (mismatches.length === 0) return { ...PASSED, deliveries };
  const isUnanswered = deliveries.some(({ outcome }) => outcome === 'failed' || outcome === 'unknown');
  if (!isUnanswered) return { status: 'failed', deliveries, mismatches, error: null };
  return { status: 'error', deliveries, mismatches, error: failure ?? UNANSWERED };
}

function summarizeDelivery(delivery: Delivery, shown: Shown | null): StepDelivery {
  const { target } = delivery.push;
  const { explanation } = delivery;
  return {
    id: delivery.id,
    token: target.kind === 'device' ? target.token : target.channelId,
    device: target.kind === 'device' ? (target.name ?? null) : null,
    outcome: delivery.outcome,
    status: delivery.status,
    reason: delivery.reason,
    apnsId: delivery.apnsId,
    responseMs: delivery.timings.responseMs,
    shown,
    explanation: explanation === null ? null : { cause: explanation.cause, fix: explanation.fix },
  };
}

const PASSED: StepOutcome = { status: 'passed', deliveries: [], mismatches: [], error: null };
const SKIPPED: StepOutcome = { status: 'skipped', deliveries: [], mismatches: [], error: null };

const UNANSWERED: ErrorMessage = new AppError(
  'connection-lost',
  { en: 'The push got no answer.', zh: '该推送没有得到应答。' },
  { en: 'Its delivery in the log shows which step failed.', zh: '日志中的投递记录会说明是哪一步失败。' },
).toMessage();

function skipped(step: number): StepResult {
  return { step, durationMs: 0, ...SKIPPED };
}

function summarize(results: readonly StepResult[], durationMs: number, isAborted: boolean): ScenarioSummary {
  const count = (status: StepResult['status']): number =>
    results.filter((result) => result.status === status).length;
  const [passed, failed, errors, left] = [count('passed'), count('failed'), count('error'), count('skipped')];
  const isStopped = isAborted && left > 0;
  return {
    passed,
    failed,
    errors,
    skipped: left,
    durationMs,
    verdict: isStopped ? 'stopped' : failed + errors > 0 ? 'failed' : 'passed',
  };
}
