import type { Command } from 'commander';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { planPush } from '#core/sending/plan-push';
import type { Services } from '#core/services';
import type { BatchProgress } from '#shared/apns/batch';
import type { Delivery, Push } from '#shared/apns/push';
import { buildPushRequest } from '#shared/apns/request-headers';
import { AppError } from '#shared/errors';
import { deliveryRecord } from '#shared/history/delivery-record';
import { omitUndefined } from '#shared/omit-undefined';
import { checkPush } from '#shared/payload/lint/check-push';
import { compileTemplate, scopeWith } from '#shared/payload/template';
import { headersOfPreset } from '#shared/workspace/preset';
import { withServices } from '../input/open-services.js';
import { printRequest } from '../send/dry-run.js';
import { passesGate } from '../send/gate.js';
import { expirationOf } from '../send/header-options.js';
import { writePlanningNotes } from '../send/planning-notes.js';
import { collectHeader, collectVariable, type SendOptions } from '../send/send-options.js';
import { payloadOf } from '../send/send-payload.js';
import { exitStatusOfCounts, linesOf, summaryJson } from '../send/send-report.js';
import { addExamples } from '../terminal/help.js';
import { action, EXIT, type ExitStatus, type Terminal, writeJson, writeLine } from '../terminal/terminal.js';
import { addChannelOptions, scopeOf } from './channels.js';

/** `pushdeck broadcast`: one Live Activity update to everybody who follows a channel. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(
    command,
    `echo '{"aps":{"timestamp":{{now}},"event":"update","content-state":{"score":1}}}' | pushdeck broadcast --env simulator --channel "$(pushdeck channels create --env simulator)" --payload -`,
  );
  addChannelOptions(command)
    .requiredOption('--channel <id>', 'the channel, as “pushdeck channels create” gave it')
    .option('--payload <file>', 'a JSON file, or - for standard input')
    .option('--push-type <type>', 'liveactivity is the only one that APNs knows here', 'liveactivity')
    .option('--priority <n>', '10 or 5', Number)
    .option('--expiration <when>', 'seconds from now, @EPOCH, or 0 for one attempt', '0')
    .option('--var <name=value>', 'a value for {{name}}; name:=JSON for a typed one', collectVariable)
    .option('--id <uuid>', 'the apns-request-id')
    .option('--header <field>', '“name: value”, may be repeated', collectHeader)
    .option('--dry-run', 'print the request and send nothing')
    .option('--force', 'send in spite of errors that the check found')
    .action(
      action(terminal, (options: SendOptions & { readonly channel: string }) =>
        withServices(options, terminal, (services) => broadcast(services, terminal, options)),
      ),
    );
}

async function broadcast(
  services: Services,
  terminal: Terminal,
  options: SendOptions & { readonly channel: string },
): Promise<ExitStatus> {
  const template = (await payloadOf(options, terminal))?.text;
  if (template === undefined) {
    throw new AppError(
      'bad-argument',
      { en: 'There is nothing to send.', zh: '没有要发送的内容。' },
      {
        en: 'Give --payload FILE, or - for standard input.',
        zh: '请提供 --payload 文件，或 - 表示标准输入。',
      },
    );
  }
  const { environment, credential, bundleId, policy } = await scopeOf(services, terminal, options);
  const nowMs = systemClock.now();
  const builtIns = { nowMs, uuid: () => systemRandomness.uuid(), counter: 1, token: '', device: '' };
  const target = { kind: 'channel', bundleId, channelId: options.channel } as const;
  const planned = await planPush(
    {
      preset: null,
      environment,
      payload: template,
      headers: {
        expiration: expirationOf(options.expiration ?? '0', nowMs),
        ...omitUndefined({
          pushType: options.pushType,
          priority: options.priority,
          id: options.id,
          custom: options.header,
        }),
      },
      topicOfTargets: bundleId,
      targets: [target],
    },
    () => Promise.resolve({ credential, notes: [] }),
  );
  writePlanningNotes(terminal, planned.notes);
  const push: Push = {
    environment,
    credentialId: credential?.id ?? null,
    target,
    headers: headersOfPreset(planned.headers, nowMs),
    payload: compileTemplate(template).render(scopeWith(options.var ?? {}, builtIns)),
  };
  const findings = checkPush({ ...push, target: 'channel' }, { credential, nowMs });
  if (!passesGate(terminal, options, findings)) return EXIT.bad;
  if (options.dryRun === true) {
    const { payload } = push;
    printRequest(terminal, options, { environment, request: buildPushRequest(push), payload, credential });
    return EXIT.done;
  }
  const startedMs = systemClock.elapsed();
  const delivery = await services.sender.send(push, { ...policy, gracefulStop: terminal.signal });
  const durationMs = systemClock.elapsed() - startedMs;
  if (options.json === true) {
    writeJson(terminal, lineJson(delivery));
    writeJson(terminal, { summary: summaryOf(delivery, durationMs) });
  } else {
    for (const line of linesOf(terminal, delivery, options.channel)) writeLine(terminal, line);
  }
  return exitStatusOfCounts(countsOf(delivery));
}

/** The line of `send` for a target, with the channel in place of a token, and by its own name too. */
function lineJson(delivery: Delivery): Readonly<Record<string, unknown>> {
  const record = deliveryRecord(delivery);
  const { token, outcome, status, reason, apnsId, apnsUniqueId, timestamp, timings, explanation } = record;
  const answer = { outcome, status, reason, apnsId, requestId: apnsId, apnsUniqueId, timestamp };
  const { attempts, resent } = record;
  return {
    token,
    channel: token,
    ...answer,
    attempts,
    resent,
    timings,
    explanation,
    ...(record.error === null ? {} : { error: record.error }),
  };
}

function summaryOf(delivery: Delivery, durationMs: number): Readonly<Record<string, unknown>> {
  const { responseMs } = deliveryRecord(delivery).timings;
  return summaryJson({
    targets: 1,
    counts: countsOf(delivery),
    durationMs: Math.round(durationMs),
    perSecond: durationMs === 0 ? 0 : Math.round(10_000 / durationMs) / 10,
    latency: { p50Ms: responseMs, p99Ms: responseMs },
    byReason: delivery.reason === null ? {} : { [delivery.reason]: 1 },
  });
}

function countsOf({ outcome }: Delivery): BatchProgress['counts'] {
  return { accepted: 0, rejected: 0, failed: 0, unknown: 0, [outcome]: 1 };
}
