import { resolve } from 'node:path';
import type { Command } from 'commander';
import { BatchPlanner } from '#core/apns/batch-planner';
import type { TargetResult } from '#core/apns/batch-request';
import type { BatchRun } from '#core/apns/batch-run';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { Services } from '#core/services';
import { isInShard } from '#shared/apns/batch';
import { originsOf } from '#shared/apns/environment';
import type { Environment, HeaderField } from '#shared/apns/push';
import { buildPushRequest, redactHeaders } from '#shared/apns/request-headers';
import { credentialFactsOf } from '#shared/credentials/credential-facts';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import { type Diagnostic, lint } from '#shared/payload/lint/lint';
import { addCredentialOptions, resolveCredential } from '../input/credentials-argument.js';
import { withServices } from '../input/open-services.js';
import { followBatch } from '../send/follow-batch.js';
import { LEFT_OUT, resumeCommand } from '../send/resume-command.js';
import { addConnectionOptions, addSendOptions, policyOf, type SendOptions } from '../send/send-options.js';
import { planSend, type SendPlan } from '../send/send-plan.js';
import { addExamples } from '../terminal/help.js';
import {
  action,
  EXIT,
  type ExitStatus,
  paint,
  type Terminal,
  writeError,
  writeJson,
  writeLine,
  writeNote,
} from '../terminal/terminal.js';

/** Retries when a list is sent and the options name none: one push is not worth waiting for. */
const RETRIES_FOR_LISTS = 2;

/** `pushdeck send`: a push to one or many targets. */
export function define(command: Command, terminal: Terminal, words: readonly string[]): void {
  addExamples(command, 'pushdeck send --env simulator --alert Hello');
  addCredentialOptions(addSendOptions(addConnectionOptions(command))).action(
    action(terminal, (options: SendOptions) =>
      withServices(options, terminal, (services) => send(services, terminal, options, words)),
    ),
  );
}

async function send(
  services: Services,
  terminal: Terminal,
  options: SendOptions,
  words: readonly string[],
): Promise<ExitStatus> {
  const { shard, concurrency, rate, connections, resume } = options;
  const flow = {
    ...omitUndefined({ concurrency, rate, connections }),
  };
  // Once more with the list's whole path, so that it works from any folder.
  const { toFile } = options;
  const placed = words.map((word) => (word === toFile ? resolve(terminal.cwd, word) : word));
  const command = (id: string): string => resumeCommand(placed, id);
  if (resume !== undefined && !options.history) throw notWithoutHistory();
  if (resume !== undefined && namesNothing(options)) {
    const policy = await policyOf({ ...options, retries: options.retries ?? RETRIES_FOR_LISTS }, terminal);
    const credential = await resolveCredential(services, terminal, options);
    const change = credential === undefined ? {} : { credentialId: credential.id };
    return finish(services, terminal, { ...options, command }, (onResult) =>
      services.batches.resume(resume, { ...flow, ...change, policy, onResult }),
    );
  }
  const plan = await planSend(services, terminal, options, systemClock.now());
  if (!passesLint(terminal, options, plan)) return EXIT.bad;
  if (options.dryRun === true) return printRequests(terminal, options, plan);
  const { source } = plan.targets;
  const retries = options.retries ?? (source.total === 1 ? 0 : RETRIES_FOR_LISTS);
  const policy = await policyOf({ ...options, retries }, terminal);
  return finish(services, terminal, { ...options, command }, (onResult) =>
    services.batches.start({
      push: plan.push,
      targets: source,
      variables: plan.variables,
      policy,
      isStored: options.history,
      // Single tokens were judged when they were read; a list is spared what can only be refused.
      sendUnreadable: options.toFile === undefined || options.force === true,
      ...(plan.presetName === null ? {} : { presetName: plan.presetName }),
      ...omitUndefined({ shard }),
      ...flow,
      ...omitUndefined({ resume }),
      resumeCommand: command,
      onResult,
    }),
  );
}

/** Sends, and says how what is left can go on. */
async function finish(
  services: Services,
  terminal: Terminal,
  options: SendOptions & { readonly command: (id: string) => string },
  start: (onResult: (result: TargetResult) => void) => Promise<BatchRun>,
): Promise<ExitStatus> {
  const followed = await followBatch(services, terminal, options, start);
  if (followed === null) return EXIT.done;
  const { end, status } = followed;
  if (end.state !== 'finished' && (end.total === null || end.done < end.total)) {
    const why = end.trouble === null ? '' : ` ${end.trouble.message.en}`;
    writeNote(terminal, `The rest was not sent.${why}`);
    if (end.total !== 1 && options.history && end.continuation !== null) {
      const line = options.command(end.id);
      const secrets = line.includes(LEFT_OUT) ? ` Fill in what “${LEFT_OUT}” stands for.` : '';
      writeNote(terminal, `Go on with this command.${secrets}\n  ${line}`);
    }
  }
  return status;
}

/** `--resume` alone: what the batch sends and to whom is kept. */
function namesNothing({ to, toFile, device, group, payload, alert, preset }: SendOptions): boolean {
  return [to, toFile, device, group, payload, alert, preset].every((option) => option === undefined);
}

function notWithoutHistory(): AppError {
  return new AppError(
    'bad-argument',
    {
      en: '--resume and --no-history exclude each other: the history says what was answered before.',
      zh: '--resume 和 --no-history 不能同时使用：哪些推送已有响应由历史记录得知。',
    },
    { en: 'Omit --no-history.', zh: '请去掉 --no-history。' },
  );
}

/** Says what the linter found. @returns false when that stops the send. */
function passesLint(terminal: Terminal, options: SendOptions, plan: SendPlan): boolean {
  const { environment, headers, payload } = plan.push;
  const token = plan.targets.first?.token;
  const { diagnostics } = lint({
    text: payload,
    headers,
    environment,
    nowMs: systemClock.now(),
    credential: plan.credential === null ? null : credentialFactsOf(plan.credential),
    ...omitUndefined({ pushType: headers.pushType, topic: headers.topic, token }),
  });
  // What APNs itself judges is left to it: provoking its answer is part of testing.
  const isStop = ({ severity, subject }: Diagnostic): boolean =>
    severity === 'error' && subject === 'payload';
  const stops = diagnostics.filter(isStop);
  const stopped = stops.length > 0 && options.force !== true;
  for (const found of diagnostics) {
    // The token was judged when it was read, and the answer explains it once more.
    if (
      found.subject === 'token' ||
      found.severity === 'info' ||
      (stopped && isStop(found) && options.json === true)
    )
      continue;
    const colour = found.severity === 'error' ? 'red' : 'yellow';
    const place = found.subject === 'payload' ? `${found.line}:${found.column} ` : '';
    const words = `${paint(terminal, colour, found.severity)}: ${place}${found.message.en} (${found.rule})`;
    writeNote(terminal, words);
  }
  if (!stopped) return true;
  const [first] = stops;
  const more = stops.length > 1 ? ` (and ${stops.length - 1} more)` : '';
  const error = new AppError(
    'bad-payload',
    {
      en: `Line ${first?.line ?? 1}: ${first?.message.en ?? ''}${more}`,
      zh: `第 ${first?.line ?? 1} 行：${first?.message.zh ?? ''}`,
    },
    {
      en: 'Correct the payload, or send it as it is with --force.',
      zh: '请修正载荷，或用 --force 原样发送。',
    },
  );
  writeError(terminal, error, options);
  return false;
}

/** `--dry-run`: the requests as they would leave, without secrets. */
async function printRequests(terminal: Terminal, options: SendOptions, plan: SendPlan): Promise<ExitStatus> {
  const { source } = plan.targets;
  const { push, variables } = plan;
  const ports = { clock: systemClock, random: systemRandomness };
  const planned = new BatchPlanner(ports, { push, targets: source, variables, sendUnreadable: true });
  const authorization =
    plan.credential?.kind === 'apns-key' ? [{ name: 'authorization', value: 'bearer [redacted]' }] : [];
  let position = 0;
  for await (const chunk of source.chunks) {
    for (const target of chunk) {
      const at = target.position ?? position;
      position += 1;
      if (options.shard !== undefined && !isInShard(at, options.shard)) continue;
      const { rendered } = planned.requestFor({ position: at, target });
      const request = buildPushRequest({ headers: rendered.headers, target: { kind: 'device', ...target } });
      const own = redactHeaders(request.headers);
      const headers = own.some(({ name }) => name === 'authorization') ? own : [...authorization, ...own];
      const url = `${originOf(push.environment)}${request.path}`;
      const { payload } = rendered;
      if (options.json === true) {
        writeJson(terminal, { dryRun: true, method: request.method, url, headers: byName(headers), payload });
        continue;
      }
      writeLine(terminal, `${request.method} ${url}`);
      for (const { name, value } of headers) writeLine(terminal, `${name}: ${value}`);
      writeLine(terminal, `\n${payload}\n`);
    }
  }
  return EXIT.done;
}

/** The simulator's port is not known before it runs, and a dry run starts nothing. */
function originOf(environment: Environment): string {
  return environment.kind === 'simulator' ? 'https://simulator' : originsOf(environment).push;
}

function byName(headers: readonly HeaderField[]): Readonly<Record<string, string | readonly string[]>> {
  const named: Record<string, string | readonly string[]> = {};
  for (const { name, value } of headers) {
    const before = named[name];
    named[name] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value];
  }
  return named;
}
