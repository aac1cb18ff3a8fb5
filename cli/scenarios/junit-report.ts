import type { PlannedStep, ScenarioSummary, StepResult } from '#shared/scenario/scenario-run';
import { visibleText } from '#shared/text/visible-text';
import { stepTitle } from './scenario-words.js';

/** A scenario as it was run. */
export interface FinishedScenario {
  readonly name: string;
  /** As it was named on the command line. */
  readonly file: string;
  /** Unix time in milliseconds. */
  readonly startedAtMs: number;
  readonly steps: readonly { readonly planned: PlannedStep; readonly result: StepResult }[];
  readonly summary: ScenarioSummary;
}

/**
 * A report in the JUnit form that CI systems read: a suite for each scenario, a test case for each step.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function junitReport(scenarios: readonly FinishedScenario[]): string {
  const suites = scenarios.map(suiteOf);
  const total = (pick: (summary: ScenarioSummary) => number): number =>
    scenarios.reduce((sum, { summary }) => sum + pick(summary), 0);
  const attributes = counts({
    tests: scenarios.reduce((sum, { steps }) => sum + steps.length, 0),
    failures: total(({ failed }) => failed),
    errors: total(({ errors }) => errors),
    skipped: total(({ skipped }) => skipped),
    durationMs: total(({ durationMs }) => durationMs),
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="pushdeck run"${attributes}>`,
    ...suites.flat(),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteOf({ name, file, startedAtMs, steps, summary }: FinishedScenario): readonly string[] {
  const attributes = counts({
    tests: steps.length,
    failures: summary.failed,
    errors: summary.errors,
    skipped: summary.skipped,
    durationMs: summary.durationMs,
  });
  const timestamp = new Date(startedAtMs).toISOString().replace(/\.\d+Z$/, '');
  return [
    `  <testsuite name="${escaped(name)}" file="${escaped(file)}" timestamp="${timestamp}"${attributes}>`,
    ...steps.flatMap(({ planned, result }) => caseOf(name, planned, result)),
    '  </testsuite>',
  ];
}

function caseOf(scenario: string, planned: PlannedStep, result: StepResult): readonly string[] {
  const title = `${planned.step}. ${stepTitle(planned)}`;
  const head = `    <testcase name="${escaped(title)}" classname="${escaped(scenario)}" time="${seconds(result.durationMs)}"`;
  const inside = [...outcomeOf(result), ...systemOut(result)];
  return inside.length === 0 ? [`${head}/>`] : [`${head}>`, ...inside, '    </testcase>'];
}

function outcomeOf({ status, mismatches, error, deliveries }: StepResult): readonly string[] {
  const sentences = mismatches.map(({ message }) => message.en);
  switch (status) {
    case 'passed':
      return [];
    case 'skipped':
      return ['      <skipped/>'];
    case 'failed': {
      const why = deliveries.flatMap(({ explanation }) =>
        explanation === null ? [] : [explanation.cause.en, explanation.fix.en],
      );
      return [element('failure', 'expectation', sentences[0] ?? '', [...sentences, ...why])];
    }
    case 'error': {
      const message = error?.message.en ?? '';
      return [
        element('error', error?.code ?? 'error', message, [message, error?.hint.en ?? '', ...sentences]),
      ];
    }
  }
}

/** What each push came to, so that a report alone is enough to follow up on it. */
function systemOut({ deliveries }: StepResult): readonly string[] {
  if (deliveries.length === 0) return [];
  const lines = deliveries.map(({ device, token, outcome, status, reason, apnsId }) =>
    [device ?? token, outcome, status, reason, apnsId].filter((part) => part !== null).join(' '),
  );
  return [`      <system-out>${escaped(lines.join('\n'))}</system-out>`];
}

function element(name: string, type: string, message: string, lines: readonly string[]): string {
  const text = [...new Set(lines)].filter((line) => line !== '').join('\n');
  return `      <${name} type="${escaped(type)}" message="${escaped(message)}">${escaped(text)}</${name}>`;
}

function counts(of: {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
  readonly durationMs: number;
}): string {
  const { tests, failures, errors, skipped, durationMs } = of;
  return ` tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}" time="${seconds(durationMs)}"`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Text for an element or attribute; what XML 1.0 cannot hold (§2.2), and what would affect the program that shows the report,
 * becomes a replacement character.
 */
function escaped(text: string): string {
  return Array.from(text, (character) => (isAllowed(character) ? character : '\uFFFD'))
    .join('')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}

function isAllowed(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0d) return true;
  if (visibleText(character) !== character) return false;
  return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
}
