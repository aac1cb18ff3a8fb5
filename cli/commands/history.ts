import { type Command, Option } from 'commander';
import type { HistoryService } from '#core/history/history-service';
import { systemClock } from '#core/ports/system-ports';
import { type Delivery, DELIVERY_OUTCOMES, ENVIRONMENT_KINDS, topicOfPush } from '#shared/apns/push';
import { targetLabel } from '#shared/apns/short-token';
import { AppError } from '#shared/errors';
import { deliveryRecord } from '#shared/history/delivery-record';
import { EXPORT_FORMATS, type ExportFormat, exportPieces } from '#shared/history/export';
import type { HistoryFilter } from '#shared/history/history';
import { omitUndefined } from '#shared/omit-undefined';
import { withHistory } from '../input/open-services.js';
import { parseMoment } from '../input/parse-moment.js';
import { withoutEffect } from '../send/send-options.js';
import { GatheredOutput } from '../terminal/gathered-output.js';
import { addExamples } from '../terminal/help.js';
import { writeOutputPieces } from '../terminal/output-file.js';
import {
  action,
  type CommonOptions,
  EXIT,
  type ExitStatus,
  paint,
  type Terminal,
  textForPeople,
  writeNote,
} from '../terminal/terminal.js';

declare const PUSHDECK_VERSION: string;

interface HistoryOptions extends CommonOptions {
  readonly limit?: string;
  readonly outcome?: HistoryFilter['outcome'];
  readonly environment?: HistoryFilter['environment'];
  readonly status?: string;
  readonly reason?: string;
  readonly topic?: string;
  readonly device?: string;
  readonly preset?: string;
  readonly batch?: string;
  readonly since?: string;
  readonly until?: string;
  readonly search?: string;
  readonly export?: ExportFormat;
  readonly out?: string;
  readonly force?: boolean;
}

/** Without `--export`. */
const DEFAULT_LIMIT = 20;
/** Elsewhere nothing of what was sent before can be read, and an empty answer would be taken for the truth. */
export const WHOLE_HISTORY: ReadonlySet<HistoryService['place']> = new Set(['file', 'read-only']);
/** How many damaged deliveries are named. */
const NAMED = 5;
/** Unit: deliveries read at a time. */
const PAGE = 1000;

/** `pushdeck history`: lists what was sent and its outcome, newest first, as the window does. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(
    command,
    'pushdeck history --outcome rejected --since 7d',
    'pushdeck history --export csv --out history.csv',
  );
  command
    .option('--limit <n>', `how many, newest first; 0 for all (default: ${DEFAULT_LIMIT}, all with --export)`)
    .addOption(new Option('--outcome <outcome>', 'only these').choices(DELIVERY_OUTCOMES))
    .addOption(new Option('--environment <environment>', 'only to this one').choices(ENVIRONMENT_KINDS))
    .option('--status <status>', 'only with this HTTP status')
    .option('--reason <reason>', 'only with this reason, such as BadDeviceToken')
    .option('--topic <topic>', 'only of this topic')
    .option('--device <name-or-token>', 'only to this device')
    .option('--preset <name>', 'only of this preset')
    .option('--batch <id>', 'only of this batch')
    .option('--since <moment>', 'from then on: a date, a date and time, or 30m, 2h, 7d ago')
    .option('--until <moment>', 'up to then')
    .option('--search <words>', 'with all these words in topic, device, token, reason or payload')
    .addOption(new Option('--export <format>', 'write the whole deliveries').choices(EXPORT_FORMATS))
    .option('--out <file>', 'where --export goes; standard output by default')
    .option('--force', 'replace the file')
    .action(
      action(terminal, (options: HistoryOptions): Promise<ExitStatus> =>
        withHistory(
          options,
          terminal,
          async (history) => {
            if (options.out !== undefined && options.export === undefined) {
              throw withoutEffect('--out', '--export');
            }
            const filter = filterOf(options);
            const limit = limitOf(options);
            const damagedAtMs: number[] = [];
            const deliveries = readAll(history, filter, limit, terminal.signal, damagedAtMs);
            if (options.export !== undefined) await exportAs(options.export, deliveries, options, terminal);
            else await list(deliveries, options, terminal);
            if (damagedAtMs.length > 0) writeNote(terminal, `note: ${leftOut(damagedAtMs)}`);
            return damagedAtMs.length === 0 && WHOLE_HISTORY.has(history.place) ? EXIT.done : EXIT.bad;
          },
          { whenUnwritable: 'read' },
        ),
      ),
    );
}

/** Which deliveries are missing, and why. */
function leftOut(damagedAtMs: readonly number[]): string {
  const times = damagedAtMs.slice(0, NAMED).map((atMs) => new Date(atMs).toISOString());
  const more = damagedAtMs.length > NAMED ? ' …' : '';
  const what = damagedAtMs.length === 1 ? '1 delivery is' : `${damagedAtMs.length} deliveries are`;
  return `${what} damaged in history.sqlite and left out: sent at ${times.join(', ')}${more}.`;
}

function* readAll(
  history: Pick<HistoryService, 'page'>,
  filter: HistoryFilter,
  limit: number,
  signal: AbortSignal,
  damagedAtMs: number[],
): Generator<Delivery> {
  let left = limit;
  let before: string | null = null;
  do {
    const page = history.page(filter, {
      limit: Math.min(PAGE, left),
      ...(before === null ? {} : { before }),
    });
    damagedAtMs.push(...(page.damagedAtMs ?? []));
    yield* page.deliveries;
    left -= page.deliveries.length;
    before = page.next;
  } while (before !== null && left > 0 && !signal.aborted);
}

async function list(
  deliveries: Iterable<Delivery>,
  options: HistoryOptions,
  terminal: Terminal,
): Promise<void> {
  let count = 0;
  const output = new GatheredOutput(terminal);
  for (const delivery of deliveries) {
    count += 1;
    const text =
      options.json === true
        ? JSON.stringify(deliveryRecord(delivery))
        : textForPeople(terminal, describe(delivery, terminal));
    output.add(`${text}\n`);
    if (output.isFull && !(await output.flush())) return;
  }
  await output.flush();
  if (count === 0) writeNote(terminal, 'No delivery is like that.');
}

async function exportAs(
  format: ExportFormat,
  deliveries: Iterable<Delivery>,
  options: HistoryOptions,
  terminal: Terminal,
): Promise<void> {
  const pieces = exportPieces(deliveries, format, { version: PUSHDECK_VERSION });
  if (options.out === undefined) {
    const output = new GatheredOutput(terminal);
    for (const piece of pieces) {
      output.add(piece);
      if (!(await output.flush())) return;
    }
    return;
  }
  const whole = untilAborted(pieces, terminal.signal, options.out);
  await writeOutputPieces(terminal, options.out, whole, { force: options.force === true });
  writeNote(terminal, `Wrote ${options.out}.`);
}

/** @throws AppError `cancelled`: what was read until then must not pass for the whole history. */
function* untilAborted(pieces: Iterable<string>, signal: AbortSignal, path: string): Generator<string> {
  for (const piece of pieces) {
    if (signal.aborted) throw interrupted(path);
    yield piece;
  }
  if (signal.aborted) throw interrupted(path);
}

function interrupted(path: string): AppError {
  return new AppError(
    'cancelled',
    { en: `Interrupted: ${path} was not written.`, zh: `已中断：未写入 ${path}。` },
    { en: 'Run the command again when you are ready.', zh: '准备好后请重新运行命令。' },
  );
}

const COLOURS = { accepted: 'green', rejected: 'red', failed: 'red', unknown: 'yellow' } as const;

function describe(delivery: Delivery, terminal: Terminal): string {
  const { push, outcome, status, reason, failure, explanation } = delivery;
  const time = new Date(delivery.atMs).toISOString().replace('T', ' ').slice(0, 19);
  const answer = [status, reason ?? failure?.code].filter((part) => part !== null && part !== undefined);
  const line = [
    paint(terminal, 'dim', time),
    paint(terminal, COLOURS[outcome], outcome),
    ...(answer.length === 0 ? [] : [answer.join(' ')]),
    push.environment.kind,
    topicOfPush(push) ?? '-',
    targetLabel(push.target),
    ...(delivery.presetName === null ? [] : [`(${delivery.presetName})`]),
  ].join('  ');
  const why = explanation?.cause.en ?? failure?.message.en;
  return why === undefined ? line : `${line}\n    ${paint(terminal, 'dim', why)}`;
}

function filterOf(options: HistoryOptions): HistoryFilter {
  const { outcome, environment, reason, topic, device, preset, batch, search } = options;
  const nowMs = systemClock.now();
  return {
    ...omitUndefined({ outcome, environment }),
    ...(options.status !== undefined && { status: wholeNumber('--status', options.status) }),
    ...omitUndefined({ reason, topic, device, preset, batchId: batch }),
    ...(options.since !== undefined && { sinceMs: parseMoment('--since', options.since, nowMs) }),
    ...(options.until !== undefined && { untilMs: parseMoment('--until', options.until, nowMs) }),
    ...omitUndefined({ search }),
  };
}

function limitOf(options: HistoryOptions): number {
  if (options.limit === undefined) {
    return options.export === undefined ? DEFAULT_LIMIT : Number.POSITIVE_INFINITY;
  }
  const limit = wholeNumber('--limit', options.limit);
  return limit === 0 ? Number.POSITIVE_INFINITY : limit;
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new AppError(
    'bad-argument',
    { en: `${option} wants a whole number, not “${text}”.`, zh: `${option} 需要整数，而不是“${text}”。` },
    { en: 'For example 100.', zh: '例如 100。' },
  );
}
