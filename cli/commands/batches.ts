import { type Command, Option } from 'commander';
import type { BatchService } from '#core/apns/batches';
import type { Services } from '#core/services';
import type { BatchState, BatchSummary } from '#shared/apns/batch';
import type { DeliveryOutcome } from '#shared/apns/push';
import {
  addCredentialOptions,
  type CredentialArgument,
  resolveCredential,
} from '../input/credentials-argument.js';
import { withServices } from '../input/open-services.js';
import { followBatch } from '../send/follow-batch.js';
import { addExamples, MAKE_BATCH, NEWEST_BATCH } from '../terminal/help.js';
import {
  action,
  type CommonOptions,
  EXIT,
  type ExitStatus,
  paint,
  type Terminal,
  writeJson,
  writeLine,
  writeNote,
} from '../terminal/terminal.js';
import { WHOLE_HISTORY } from './history.js';

interface ResendOptions extends CommonOptions, CredentialArgument, Readonly<Record<string, unknown>> {
  readonly outcome?: 'unknown' | 'failed';
}

/** What stays in doubt or never left; a rejection is an answer. */
const RESENT: readonly DeliveryOutcome[] = ['unknown', 'failed'];

/** The states of this command, which has one word where the window tells by whom or why a batch rests. */
const STATES: Readonly<Record<BatchState, string>> = {
  running: 'running',
  waiting: 'running',
  paused: 'paused',
  stopped: 'paused',
  interrupted: 'interrupted',
  cancelled: 'cancelled',
  finished: 'finished',
};

/** `pushdeck batches`: the batches of this data folder, whichever program sent them. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(command, 'pushdeck batches list');
  addExamples(command.command('list', { isDefault: true }), 'pushdeck batches list')
    .description('list all batches, newest first')
    .action(
      action(terminal, (_own: CommonOptions, self: Command) => {
        const options = self.optsWithGlobals<CommonOptions>();
        return withServices(options, terminal, async (services) => list(services, options, terminal), {
          whenUnwritable: 'read',
        });
      }),
    );
  addExamples(command.command('show <id>'), `${MAKE_BATCH} && pushdeck batches show ${NEWEST_BATCH}`)
    .description('where a batch stands, and how it can go on')
    .action(
      action(terminal, (id: string, _own: CommonOptions, self: Command) => {
        const options = self.optsWithGlobals<CommonOptions>();
        return withServices(options, terminal, async ({ batches }) => show(batches, id, options, terminal), {
          whenUnwritable: 'read',
        });
      }),
    );
  addCredentialOptions(
    addExamples(
      command.command('resend <id>'),
      `${MAKE_BATCH} && pushdeck batches resend ${NEWEST_BATCH} --outcome failed`,
    )
      .description('send again, as a new batch, what is in doubt or never left')
      .addOption(new Option('--outcome <outcome>', 'only these').choices(RESENT)),
  ).action(
    action(terminal, (id: string, _own: ResendOptions, self: Command) => {
      const options = self.optsWithGlobals<ResendOptions>();
      return withServices(options, terminal, (services) => resend(services, id, options, terminal));
    }),
  );
  addExamples(command.command('remove <id>'), `${MAKE_BATCH} && pushdeck batches remove ${NEWEST_BATCH}`)
    .description('forget a batch; its deliveries stay in the history')
    .action(
      action(terminal, (id: string, _own: CommonOptions, self: Command) => {
        const options = self.optsWithGlobals<CommonOptions>();
        return withServices(options, terminal, async ({ batches }) => {
          batches.remove(id);
          if (options.json === true) writeJson(terminal, { ok: true, id });
          else writeNote(terminal, `Removed the batch ${id}.`);
          return EXIT.done;
        });
      }),
    );
}

function list(
  { batches, history }: Pick<Services, 'batches' | 'history'>,
  options: CommonOptions,
  terminal: Terminal,
): ExitStatus {
  const all = batches.list(Number.MAX_SAFE_INTEGER);
  for (const batch of all) {
    if (options.json === true) writeJson(terminal, batchJson(batch));
    else writeLine(terminal, lineOf(batch, terminal));
  }
  const isWhole = WHOLE_HISTORY.has(history.place);
  if (all.length === 0 && isWhole) writeNote(terminal, 'No batch was sent yet.');
  return isWhole ? EXIT.done : EXIT.bad;
}

function show(batches: BatchService, id: string, options: CommonOptions, terminal: Terminal): ExitStatus {
  const batch = batches.show(id);
  if (options.json === true) {
    writeJson(terminal, batchJson(batch));
    return EXIT.done;
  }
  writeLine(terminal, lineOf(batch, terminal));
  for (const line of adviceFor(batch)) writeLine(terminal, `  ${line}`);
  return EXIT.done;
}

async function resend(
  services: Services,
  id: string,
  options: ResendOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const outcomes = options.outcome === undefined ? RESENT : [options.outcome];
  const { counts } = services.batches.show(id);
  if (outcomes.includes('unknown') && counts.unknown > 0) {
    writeNote(
      terminal,
      `warning: ${counts.unknown} of these may have arrived the first time, and arrive twice then.`,
    );
  }
  const credential = await resolveCredential(services, terminal, options);
  const json = options.json === true;
  const followed = await followBatch(services, terminal, { json }, (onResult) =>
    services.batches.resend(id, {
      outcomes,
      onResult,
      ...(credential !== undefined && { credentialId: credential.id }),
    }),
  );
  if (followed !== null) return followed.status;
  writeNote(terminal, `There is nothing to send again of the batch ${id}.`);
  return EXIT.done;
}

function batchJson({ id, atMs, state, total, presetName, counts }: BatchSummary): unknown {
  const { waiting, sent, accepted, rejected, failed, unknown } = counts;
  return {
    id,
    at: new Date(atMs).toISOString(),
    state: STATES[state],
    total,
    preset: presetName,
    counts: { waiting, sent, accepted, rejected, failed, unknown },
  };
}

const COLOURS = { running: 'blue', paused: 'yellow', interrupted: 'red', finished: 'green' } as const;

function lineOf({ id, atMs, state, total, presetName, counts }: BatchSummary, terminal: Terminal): string {
  const word = STATES[state];
  const colour = word in COLOURS ? COLOURS[word as keyof typeof COLOURS] : 'dim';
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  return [
    paint(terminal, 'dim', new Date(atMs).toISOString().replace('T', ' ').slice(0, 19)),
    id,
    paint(terminal, colour, word),
    total === null ? 'of an unknown number' : `of ${total}`,
    parts.join(', '),
    ...(presetName === null ? [] : [`(${presetName})`]),
  ].join('  ');
}

function adviceFor({ id, continuation, counts, hasGaps }: BatchSummary): readonly string[] {
  const lines: string[] = [];
  if (hasGaps === true) {
    lines.push(
      'It cannot be resumed: from some point on its progress could not be written, so some that wait here',
    );
    lines.push('have been sent. What was recorded is in the history.');
  }
  if (continuation?.kind === 'resume') lines.push(`Resume it with: pushdeck send --resume ${id}`);
  if (continuation?.kind === 'command') {
    lines.push('Its list was not read to the end, so it is not known how many are left.');
    lines.push(`Resume it with: ${continuation.command ?? `pushdeck send --resume ${id} --to-file FILE …`}`);
  }
  if (counts.unknown > 0) {
    lines.push(`${counts.unknown} may have arrived. Send them again, at the risk that some arrive twice:`);
    lines.push(`  pushdeck batches resend ${id} --outcome unknown`);
  }
  if (counts.failed > 0) lines.push(`Send what failed again: pushdeck batches resend ${id} --outcome failed`);
  return lines;
}
