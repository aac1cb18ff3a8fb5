import { notesToShow } from '#shared/apns/planning-note';
import type { PlannedStep, ScenarioSummary, StepDelivery, StepResult } from '#shared/scenario/scenario-run';
import { countedInWords } from '#shared/text/words';
import { paint, type Terminal, writeJson, writeLine, writeNote } from '../terminal/terminal.js';
import type { FinishedScenario } from './junit-report.js';
import { stepTitle, waitWords } from './scenario-words.js';

const MARKS = {
  passed: ['green', '✓'],
  failed: ['red', '✗'],
  error: ['red', '✗'],
  skipped: ['dim', '–'],
} as const;

/** Writes the steps of scenarios as they end: one document a line, or words for people. */
export class RunReport {
  readonly #terminal: Terminal;
  readonly #json: boolean;

  constructor(terminal: Terminal, json: boolean) {
    this.#terminal = terminal;
    this.#json = json;
  }

  begin(name: string, steps: readonly PlannedStep[]): void {
    for (const line of noteLines(steps)) writeNote(this.#terminal, `note: ${line}`);
    if (this.#json) return;
    const places = steps.flatMap(({ what }) => (what.kind === 'send' ? [what.environmentName] : []));
    const where = [...new Set(places)].join(', ');
    const quiet = where === '' ? '' : ` ${paint(this.#terminal, 'dim', `(${where})`)}`;
    writeLine(this.#terminal, `${paint(this.#terminal, 'bold', name)}${quiet}`);
  }

  step(scenario: string, file: string, planned: PlannedStep, result: StepResult): void {
    if (this.#json) {
      writeJson(this.#terminal, stepJson(scenario, file, planned, result));
      return;
    }
    const [colour, mark] = MARKS[result.status];
    const [only, ...others] = result.deliveries;
    const isSend = planned.what.kind === 'send';
    const answer = isSend && only !== undefined && others.length === 0 ? `  ${answerWords(only)}` : '';
    const title = `${planned.step}. ${stepTitle(planned)}`;
    writeLine(this.#terminal, `  ${paint(this.#terminal, colour, mark)} ${title}${answer}`);
    if (isSend && others.length > 0) {
      for (const delivery of result.deliveries) {
        writeLine(this.#terminal, `      ${delivery.device ?? delivery.token}  ${answerWords(delivery)}`);
      }
    }
    for (const sentence of whyOf(result)) writeLine(this.#terminal, `      ${sentence}`);
  }

  end(scenarios: readonly FinishedScenario[]): void {
    const sum = totalOf(scenarios);
    if (this.#json) {
      writeJson(this.#terminal, { summary: sum });
      return;
    }
    const parts = [
      countedInWords(sum.steps, 'step', '个步骤').en,
      ...(sum.passed > 0 ? [`${sum.passed} passed`] : []),
      ...(sum.failed > 0 ? [`${sum.failed} failed`] : []),
      ...(sum.errors > 0 ? [`${sum.errors} without an answer`] : []),
      ...(sum.skipped > 0 ? [`${sum.skipped} skipped`] : []),
    ];
    writeLine(this.#terminal, `${parts.join(', ')} in ${waitWords(Math.round(sum.durationMs))}`);
  }
}

/** What was decided about the pushes beyond what is written, each sentence once, with the steps that it is about. */
function noteLines(steps: readonly PlannedStep[]): readonly string[] {
  const stepsOf = new Map<string, number[]>();
  for (const { step, what } of steps) {
    if (what.kind !== 'send') continue;
    for (const { text } of notesToShow(what.notes)) {
      stepsOf.set(text.en, [...(stepsOf.get(text.en) ?? []), step]);
    }
  }
  return [...stepsOf].map(
    ([text, about]) => `${about.length === 1 ? 'step' : 'steps'} ${about.join(', ')}: ${text}`,
  );
}

/** What a step that is not as it should be says, each sentence once. */
function whyOf({ mismatches, error, deliveries, status }: StepResult): readonly string[] {
  if (status === 'passed' || status === 'skipped') return [];
  const why = deliveries.flatMap(({ explanation }) =>
    explanation === null ? [] : [explanation.cause.en, explanation.fix.en],
  );
  const isTold = why.length > 0;
  return [
    ...new Set([
      ...mismatches.map(({ message }) => message.en),
      ...(error === null || isTold ? [] : [error.message.en, error.hint.en]),
      ...why,
    ]),
  ];
}

function answerWords({ outcome, status, reason, responseMs }: StepDelivery): string {
  const took = responseMs === null ? null : `${responseMs.toFixed(1)} ms`;
  return [outcome, status, reason, took].filter((part) => part !== null).join(' ');
}

function stepJson(
  scenario: string,
  file: string,
  { step, name, what }: PlannedStep,
  { status, durationMs, deliveries, mismatches, error }: StepResult,
): unknown {
  return {
    scenario,
    file,
    step,
    kind: what.kind,
    name,
    status,
    durationMs: round(durationMs),
    deliveries: deliveries.map(({ explanation, responseMs, ...delivery }) => ({
      ...delivery,
      responseMs: responseMs === null ? null : round(responseMs),
      explanation: explanation === null ? null : { cause: explanation.cause.en, fix: explanation.fix.en },
    })),
    failures: mismatches.map(({ what: field, expected, actual, message }) => ({
      what: field,
      expected,
      actual,
      message: message.en,
    })),
    error: error === null ? null : { code: error.code, message: error.message.en, hint: error.hint.en },
  };
}

interface Total extends Omit<ScenarioSummary, 'verdict'> {
  readonly scenarios: number;
  readonly failedScenarios: number;
  readonly steps: number;
}

function totalOf(scenarios: readonly FinishedScenario[]): Total {
  const sum = (pick: (summary: ScenarioSummary) => number): number =>
    scenarios.reduce((before, { summary }) => before + pick(summary), 0);
  return {
    scenarios: scenarios.length,
    failedScenarios: scenarios.filter(({ summary }) => summary.verdict !== 'passed').length,
    steps: scenarios.reduce((before, { steps }) => before + steps.length, 0),
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    errors: sum(({ errors }) => errors),
    skipped: sum(({ skipped }) => skipped),
    durationMs: round(sum(({ durationMs }) => durationMs)),
  };
}

const round = (ms: number): number => Math.round(ms * 10) / 10;
