import type { Command } from 'commander';
import type { Services } from '#core/services';
import type { DoctorStatus, DoctorStep, EnvironmentCheck } from '#shared/apns/doctor';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import { SAMPLE_CREDENTIAL_IDS, SAMPLE_TOPIC } from '#shared/simulator/samples';
import {
  addCredentialOptions,
  type CredentialArgument,
  resolveCredential,
} from '../input/credentials-argument.js';
import { withServices } from '../input/open-services.js';
import {
  addConnectionOptions,
  type ConnectionOptions,
  environmentOf,
  policyOf,
  withPort,
} from '../send/send-options.js';
import { addExamples } from '../terminal/help.js';
import {
  action,
  type CommonOptions,
  EXIT,
  type ExitStatus,
  paint,
  type Terminal,
  writeJson,
  writeLine,
} from '../terminal/terminal.js';

interface DoctorOptions
  extends CommonOptions, ConnectionOptions, CredentialArgument, Readonly<Record<string, unknown>> {
  readonly topic?: string;
  readonly token?: string;
  readonly bothEnvironments?: boolean;
}

/** `pushdeck doctor`: the way to APNs, step by step. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(command, 'pushdeck doctor --env simulator');
  addCredentialOptions(addConnectionOptions(command))
    .option('--topic <topic>', 'the topic to try; the first of a certificate when left out')
    .option('--both-environments', 'ask sandbox and production whether they accept the credential')
    .option('--token <token>', 'ask both environments which of them this device token is for (a silent push)')
    .action(
      action(terminal, (options: DoctorOptions) =>
        withServices(options, terminal, (services) => doctor(services, terminal, options)),
      ),
    );
}

async function doctor(services: Services, terminal: Terminal, options: DoctorOptions): Promise<ExitStatus> {
  const named = await resolveCredential(services, terminal, options);
  const policy = await policyOf(options, terminal);
  if (options.token !== undefined || options.bothEnvironments === true) {
    if (named === undefined) throw credentialNeeded();
    for (const name of ['env', 'url', 'port'] as const) {
      if (options[name] !== undefined) throw asksBothAnyway(name);
    }
    return askBoth(services, terminal, options, named.id);
  }
  const environment = withPort((await environmentOf(options, terminal)) ?? { kind: 'simulator' }, options);
  const simulated = environment.kind === 'simulator';
  const credentialId = named?.id ?? (simulated ? SAMPLE_CREDENTIAL_IDS.apnsKey : null);
  const topic = options.topic ?? (simulated ? SAMPLE_TOPIC : undefined);
  const request = { environment, credentialId, policy, ...omitUndefined({ topic }) };
  let failed: DoctorStep | null = null;
  for await (const step of services.doctor.diagnose(request, terminal.signal)) {
    // A wrong clock is why a credential is refused: the status tells of the latter.
    if (step.status === 'failed' && (failed === null || failed.step === 'clock')) failed = step;
    if (options.json === true) writeJson(terminal, toJson(step));
    else for (const line of linesOf(terminal, step)) writeLine(terminal, line);
  }
  if (failed === null) return EXIT.done;
  if (failed.step === 'topic') return EXIT.bad;
  return failed.step === 'auth' ? EXIT.credential : EXIT.connection;
}

async function askBoth(
  services: Services,
  terminal: Terminal,
  options: DoctorOptions,
  credentialId: string,
): Promise<ExitStatus> {
  const { topic, token } = options;
  const policy = await policyOf(options, terminal);
  const { signal } = terminal;
  const request = { credentialId, policy, signal, ...omitUndefined({ topic }) };
  if (token !== undefined && topic === undefined) throw topicNeeded();
  const check =
    token === undefined
      ? await services.probes.checkCredential(request)
      : await services.probes.whichEnvironment({ ...request, topic: topic ?? '', token });
  if (options.json === true) writeJson(terminal, checkJson(check));
  else {
    for (const { environment, verdict, detail } of check.answers) {
      writeLine(terminal, `${environment.kind.padEnd(11)} ${verdict.padEnd(7)} ${detail.en}`);
    }
    writeLine(terminal, check.sentence.en);
  }
  if (check.conclusion === 'unsure') return EXIT.connection;
  return check.conclusion === 'neither' ? EXIT.bad : EXIT.done;
}

const MARKS: Readonly<Record<DoctorStatus, readonly [string, 'green' | 'red' | 'yellow' | 'dim']>> = {
  ok: ['✓', 'green'],
  failed: ['✗', 'red'],
  skipped: ['–', 'dim'],
  unsure: ['?', 'yellow'],
};

function linesOf(terminal: Terminal, step: DoctorStep): readonly string[] {
  const [mark, colour] = MARKS[step.status];
  const took = step.durationMs === null ? '' : `${step.durationMs.toFixed(1)} ms`;
  const head = `${paint(terminal, colour, mark)} ${step.step.padEnd(6)} ${took.padStart(10)}  ${step.detail.en}`;
  return step.hint === null ? [head] : [head, `${' '.repeat(21)}${step.hint.en}`];
}

function toJson({ step, status, durationMs, detail, hint, tls }: DoctorStep): unknown {
  return {
    step,
    ok: status === 'ok' ? true : status === 'failed' ? false : null,
    status,
    durationMs: durationMs === null ? null : Math.round(durationMs * 10) / 10,
    message: detail.en,
    hint: hint?.en ?? null,
    ...(tls === null ? {} : { tls }),
  };
}

function checkJson({ answers, conclusion, sentence }: EnvironmentCheck): unknown {
  return {
    conclusion,
    message: sentence.en,
    answers: answers.map(({ environment, status, reason, verdict, detail }) => ({
      environment: environment.kind,
      verdict,
      status,
      reason,
      message: detail.en,
    })),
  };
}

function asksBothAnyway(option: string): AppError {
  return new AppError(
    'bad-argument',
    {
      en: `--${option} has no effect here: both of Apple's environments are asked.`,
      zh: `--${option} 在此处不起作用：会同时查询 Apple 的两个环境。`,
    },
    { en: 'Leave it out.', zh: '请去掉它。' },
  );
}

function credentialNeeded(): AppError {
  return new AppError(
    'credential-not-found',
    { en: 'Asking both environments needs a credential.', zh: '查询两个环境需要凭证。' },
    {
      en: 'Give --credential FILE or the name of a kept one.',
      zh: '请提供 --credential 文件或已保存凭证的名称。',
    },
  );
}

function topicNeeded(): AppError {
  return new AppError(
    'bad-argument',
    {
      en: 'A device token can only be asked about together with its topic.',
      zh: '查询设备令牌时必须同时提供主题。',
    },
    { en: 'Give --topic with the bundle ID of the app.', zh: '请用 --topic 提供 App 的 Bundle ID。' },
  );
}
