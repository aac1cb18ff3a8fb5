import {
  chooseCredentialFor,
  type ChosenCredential,
  credentialNotStored,
  notesOfChoice,
} from '#core/sending/choose-credential';
import { findPreset } from '#core/sending/find-preset';
import { planPush } from '#core/sending/plan-push';
import type { Services } from '#core/services';
import type { Environment, Push } from '#shared/apns/push';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { AppError } from '#shared/errors';
import type { TemplateValue } from '#shared/payload/template';
import { headersOfPreset, type Preset, type PresetHeaders } from '#shared/workspace/preset';
import { type CredentialArgument, resolveCredential } from '../input/credentials-argument.js';
import { type Terminal, writeNote } from '../terminal/terminal.js';
import { headersOfOptions } from './header-options.js';
import { writePlanningNotes } from './planning-notes.js';
import { type ConnectionOptions, environmentOf, type SendOptions, withPort } from './send-options.js';
import { payloadOf } from './send-payload.js';
import { oneTarget, type TargetChoice, targetsOf } from './send-targets.js';

/** Everything about a send, decided. */
export interface SendPlan {
  readonly push: Omit<Push, 'target'>;
  readonly targets: TargetChoice;
  readonly variables: Readonly<Record<string, TemplateValue>>;
  readonly credential: CredentialSummary | null;
  readonly presetName: string | null;
}

/**
 * Turns the options into a push and its targets, fills in what they leave out, and says so on stderr.
 *
 * @throws AppError for what is wrong with the options, before anything is sent.
 */
export async function planSend(
  services: Services,
  terminal: Terminal,
  options: SendOptions,
  nowMs: number,
): Promise<SendPlan> {
  const preset = options.preset === undefined ? null : findPreset(services.workspace, options.preset);
  const environment = await chooseEnvironment(terminal, options, preset);
  const choice = await payloadOf(options, terminal);
  const payload = choice?.text ?? preset?.payload;
  if (payload === undefined) throw nothingToSend();
  const found = await targetsOf(services, terminal, options, environment, preset);
  const planned = await planPush(
    {
      preset,
      environment,
      payload,
      headers: writtenHeaders(options, preset, nowMs),
      topicOfTargets: found?.deviceTopic ?? choice?.bundleId ?? null,
      targets: found === null ? [] : null,
    },
    (topic) => decideCredential(services, terminal, options, environment, preset, topic),
  );
  writePlanningNotes(terminal, [...(found?.notes ?? []), ...planned.notes]);
  const [sample] = planned.targets;
  const targets = found ?? (sample?.kind === 'device' ? oneTarget(sample) : null);
  if (targets === null) throw noTarget();
  const { credential } = planned;
  return {
    push: {
      environment,
      credentialId: credential?.id ?? null,
      headers: headersOfPreset(planned.headers, nowMs),
      payload,
    },
    targets,
    variables: { ...preset?.variables, ...options.var },
    credential,
    presetName: preset?.name ?? null,
  };
}

/** The environment of the options; the embedded simulator when they name none. */
export async function chooseEnvironment(
  terminal: Terminal,
  options: ConnectionOptions,
  preset: Preset | null = null,
): Promise<Environment> {
  const named = (await environmentOf(options, terminal)) ?? preset?.environment;
  if (named) return withPort(named, options);
  withPort({ kind: 'simulator' }, options);
  writeNote(
    terminal,
    'note: sending to the embedded simulator; --env sandbox or production is the real APNs.',
  );
  return { kind: 'simulator' };
}

/**
 * The credential that the options name, else the default for this environment and topic; the simulator's own for the
 * simulator, else the only one that is kept. Says on stderr which one it is.
 *
 * @returns `null` for a server of the user's own when there is none.
 * @throws AppError of the credential family, `bad-argument`.
 */
export async function chooseCredential(
  services: Services,
  terminal: Terminal,
  options: CredentialArgument & Readonly<Record<string, unknown>>,
  environment: Environment,
  topic?: string,
): Promise<CredentialSummary | null> {
  const chosen = await decideCredential(services, terminal, options, environment, null, topic);
  writePlanningNotes(terminal, chosen.notes);
  return chosen.credential;
}

async function decideCredential(
  services: Services,
  terminal: Terminal,
  options: CredentialArgument & Readonly<Record<string, unknown>>,
  environment: Environment,
  preset: Preset | null,
  topic: string | undefined,
): Promise<ChosenCredential> {
  const named = await resolveCredential(services, terminal, options);
  if (named !== undefined) return { credential: named, notes: [] };
  const choice = await chooseCredentialFor(services, environment, preset?.credential ?? null, topic);
  if (choice.kind === 'undecided') {
    throw choice.missing === null ? credentialNeeded(choice.candidates) : credentialNotStored(choice.missing);
  }
  return { credential: choice.kind === 'none' ? null : choice.credential, notes: notesOfChoice(choice) };
}

/** What the options say about headers. Fields of `--header` join the preset's own. */
function writtenHeaders(options: SendOptions, preset: Preset | null, nowMs: number): PresetHeaders {
  const { header } = options;
  return {
    ...headersOfOptions(options, nowMs),
    ...(header === undefined ? {} : { custom: [...(preset?.headers.custom ?? []), ...header] }),
  };
}

function nothingToSend(): AppError {
  return new AppError(
    'bad-argument',
    { en: 'There is nothing to send.', zh: '没有要发送的内容。' },
    {
      en: 'Give --alert TEXT, --payload FILE (or -), or --preset NAME.',
      zh: '请提供 --alert 文本、--payload 文件（或 -）或 --preset 名称。',
    },
  );
}

function noTarget(): AppError {
  return new AppError(
    'bad-argument',
    { en: 'There is no target to send to.', zh: '没有发送目标。' },
    {
      en: 'Use --to TOKEN, --to-file FILE, --device NAME or --group NAME.',
      zh: '请提供 --to 令牌、--to-file 文件、--device 设备名或 --group 分组名。',
    },
  );
}

function credentialNeeded(names: readonly string[]): AppError {
  return names.length === 0
    ? new AppError(
        'credential-not-found',
        {
          en: 'Apple requires a credential, and there is none yet.',
          zh: 'Apple 要求提供凭证，但此处没有保存任何凭证。',
        },
        {
          en: 'Use --credential FILE (.p12 or .p8), or add one with “pushdeck credentials add FILE”.',
          zh: '请提供 --credential 文件（.p12 或 .p8），或用 “pushdeck credentials add 文件” 保存一个。',
        },
      )
    : new AppError(
        'bad-argument',
        {
          en: 'There are several credentials, and none was chosen.',
          zh: '保存了多个凭证，但没有指定使用哪一个。',
        },
        {
          en: `Choose one with --credential: ${names.join(', ')}.`,
          zh: `请用 --credential 选择一个：${names.join('、')}。`,
        },
      );
}
