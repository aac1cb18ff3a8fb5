import type { Command } from 'commander';
import { systemClock } from '#core/ports/system-ports';
import type { ScenarioOverrides } from '#core/scenarios/plan-scenario';
import type { ScenarioPlan } from '#core/scenarios/scenario-plan';
import type { Services } from '#core/services';
import { AppError, familyOf } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import type { TemplateValue } from '#shared/payload/template';
import type { PlannedStep, ScenarioSummary, StepResult } from '#shared/scenario/scenario-run';
import {
  addCredentialOptions,
  type CredentialArgument,
  resolveCredential,
} from '../input/credentials-argument.js';
import { withServices } from '../input/open-services.js';
import { type FinishedScenario, junitReport } from '../scenarios/junit-report.js';
import { RunReport } from '../scenarios/run-report.js';
import { type NamedScenario, readScenarioFile, refuseExistingOutput } from '../scenarios/scenario-files.js';
import {
  addConnectionOptions,
  collectVariable,
  type ConnectionOptions,
  environmentOf,
  policyOf,
  withPort,
} from '../send/send-options.js';
import { addExamples } from '../terminal/help.js';
import { writeOutputFile } from '../terminal/output-file.js';
import {
  action,
  type CommonOptions,
  EXIT,
  type ExitStatus,
  type Terminal,
  writeNote,
} from '../terminal/terminal.js';

interface RunOptions
  extends CommonOptions, ConnectionOptions, CredentialArgument, Readonly<Record<string, unknown>> {
  readonly topic?: string;
  readonly var?: Readonly<Record<string, TemplateValue>>;
  readonly junit?: string;
  readonly force?: boolean;
}

const NOTES = `
The options take the place of what the scenarios say; docs/scenarios.md describes their form.
Exit status 1 when something was not as expected, 4 when a push got no answer.`;

/** `pushdeck run`: sends the steps of scenarios and compares each answer with what was expected. */
export function define(command: Command, terminal: Terminal): void {
  command.argument('<file...>', 'scenarios; - reads standard input').addHelpText('after', NOTES);
  addExamples(
    command,
    `echo '{"version":1,"name":"Hello","steps":[{"send":{"payload":{"aps":{"alert":"Hello"}}},"expect":{"status":200}}]}' | pushdeck run -`,
  );
  addCredentialOptions(addConnectionOptions(command))
    .option('--topic <topic>', 'the bundle ID of every step; suffixes are added')
    .option('--var <name=value>', 'a value for {{name}}; name:=JSON for a typed one', collectVariable)
    .option('--junit <file>', 'write a report that CI systems read')
    .option('--force', 'replace the report where it exists')
    .action(
      action(terminal, async (files: readonly string[], options: RunOptions): Promise<ExitStatus> => {
        const scenarios: NamedScenario[] = [];
        for (const file of files) scenarios.push(await readScenarioFile(terminal, file));
        const { junit } = options;
        if (junit !== undefined && options.force !== true) await refuseExistingOutput(terminal, junit);
        return withServices(options, terminal, (services) => runAll(services, terminal, scenarios, options));
      }),
    );
}

/** Plans all of them before the first is run: what is wrong with one is told before anything is sent. */
async function runAll(
  services: Services,
  terminal: Terminal,
  scenarios: readonly NamedScenario[],
  options: RunOptions,
): Promise<ExitStatus> {
  const overrides = await overridesOf(services, terminal, options);
  const policy = await policyOf(options, terminal);
  const plans: { readonly file: string; readonly plan: ScenarioPlan }[] = [];
  for (const { file, scenario } of scenarios) {
    plans.push({ file, plan: await planNamed(services, { file, scenario }, overrides) });
  }
  const report = new RunReport(terminal, options.json === true);
  const finished: FinishedScenario[] = [];
  for (const { file, plan } of plans) {
    const startedAtMs = systemClock.now();
    const steps: { planned: PlannedStep; result: StepResult }[] = [];
    let summary: ScenarioSummary | undefined;
    for await (const event of services.scenarios.runPlan(plan, terminal.signal, policy)) {
      if (event.kind === 'planned') report.begin(plan.name, event.outline.steps);
      if (event.kind === 'finished') summary = event.summary;
      if (event.kind !== 'step-finished') continue;
      const planned = plan.steps[event.result.step - 1]?.shown;
      if (planned === undefined) continue;
      steps.push({ planned, result: event.result });
      report.step(plan.name, file, planned, event.result);
    }
    if (summary !== undefined) finished.push({ name: plan.name, file, startedAtMs, steps, summary });
  }
  report.end(finished);
  if (options.junit !== undefined) {
    const bytes = Buffer.from(junitReport(finished), 'utf8');
    await writeOutputFile(terminal, options.junit, bytes, { force: options.force === true });
    writeNote(terminal, `Wrote ${options.junit}.`);
  }
  return exitStatusOfRun(finished);
}

/** @throws AppError that names the file. */
async function planNamed(
  services: Services,
  { file, scenario }: NamedScenario,
  overrides: ScenarioOverrides,
): Promise<ScenarioPlan> {
  try {
    return await services.scenarios.plan(scenario, overrides);
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    const { code, text, hint } = thrown;
    const name = file === '-' ? scenario.name : file;
    const named = { en: `${name}: ${text.en}`, zh: `${name}：${text.zh}` };
    throw new AppError(code, named, hint, { cause: thrown });
  }
}

async function overridesOf(
  services: Services,
  terminal: Terminal,
  options: RunOptions,
): Promise<ScenarioOverrides> {
  const environment = await environmentOf(options, terminal);
  const credential = await resolveCredential(services, terminal, options);
  if (environment === undefined && options.port !== undefined) withPort({ kind: 'simulator' }, options);
  return {
    ...(environment !== undefined && { environment: withPort(environment, options) }),
    ...(credential !== undefined && { credentialId: credential.id }),
    ...omitUndefined({ topic: options.topic, variables: options.var }),
  };
}

/** What weighs most: a credential that cannot be used, then a missing answer, then a wrong one. */
function exitStatusOfRun(finished: readonly FinishedScenario[]): ExitStatus {
  const results = finished.flatMap(({ steps }) => steps.map(({ result }) => result));
  const families = results.map(({ error }) => (error === null ? null : familyOf(error.code)));
  if (families.includes('credential')) return EXIT.credential;
  if (families.includes('connection')) return EXIT.connection;
  if (families.includes('usage')) return EXIT.usage;
  return results.some(({ status }) => status === 'failed' || status === 'error') ? EXIT.bad : EXIT.done;
}
