import { resolve } from 'node:path';
import type { Command } from 'commander';
import { BatchPlanner } from '#core/apns/batch-planner';
import type { TargetResult } from '#core/apns/batch-request';
import type { BatchRun } from '#core/apns/batch-run';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import type { Services } from '#core/services';
import { isInShard } from '#shared/apns/batch';
import { buildHeaders, buildPushRequest } from '#shared/apns/request-headers';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import { checkPush } from '#shared/payload/lint/check-push';
import type { Diagnostic } from '#shared/payload/lint/lint';
import { addCredentialOptions, resolveCredential } from '../input/credentials-argument.js';
import { withServices } from '../input/open-services.js';
import { printRequest } from '../send/dry-run.js';
import { followBatch } from '../send/follow-batch.js';
import { passesGate } from '../send/gate.js';
import { LEFT_OUT, resumeCommand } from '../send/resume-command.js';
import { addConnectionOptions, addSendOptions, policyOf, type SendOptions } from '../send/send-options.js';
import { planSend, type SendPlan } from '../send/send-plan.js';
import { addExamples } from '../terminal/help.js';
import { action, EXIT, type ExitStatus, type Terminal, writeNote } from '../terminal/terminal.js';

/** Retries when a list is sent and the options name none: one push is not worth waiting for. */
const RETRIES_FOR_LISTS = 2;

/** What the guard of the simulator's samples refuses by an error of its own. */
const SAMPLE_RULES: ReadonlySet<string> = new Set([
  'credential/sample',
  'topic/sample',
  'token/simulated-device',
]);

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
  if (!passesGate(terminal, options, findingsIn(plan))) return EXIT.bad;
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

/**
 * What there is to say of the push before it leaves. Tokens were judged when they were read, and samples are kept on
 * this machine where they would leave it.
 *
 * @throws AppError `bad-header` for a header that no request can carry.
 */
function findingsIn({ push, targets, credential }: SendPlan): readonly Diagnostic[] {
  buildHeaders({ headers: push.headers, target: { kind: 'device', token: '' } });
  const found = checkPush(
    { ...push, target: 'device' },
    { credential, nowMs: systemClock.now(), ...omitUndefined({ token: targets.first?.token }) },
  );
  return found.filter(({ subject, rule }) => subject !== 'token' && !SAMPLE_RULES.has(rule));
}

/** `--dry-run`: the requests as they would leave, without secrets. */
async function printRequests(terminal: Terminal, options: SendOptions, plan: SendPlan): Promise<ExitStatus> {
  const { source } = plan.targets;
  const { push, variables } = plan;
  const ports = { clock: systemClock, random: systemRandomness };
  const planned = new BatchPlanner(ports, { push, targets: source, variables, sendUnreadable: true });
  let position = 0;
  for await (const chunk of source.chunks) {
    for (const target of chunk) {
      const at = target.position ?? position;
      position += 1;
      if (options.shard !== undefined && !isInShard(at, options.shard)) continue;
      const { rendered } = planned.requestFor({ position: at, target });
      const request = buildPushRequest({ headers: rendered.headers, target: { kind: 'device', ...target } });
      const { environment } = push;
      const { payload } = rendered;
      printRequest(terminal, options, { environment, request, payload, credential: plan.credential });
    }
  }
  return EXIT.done;
}
