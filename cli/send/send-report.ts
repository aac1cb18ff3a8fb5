import type { TargetResult } from '#core/apns/batch-request';
import type { RunSummary } from '#core/apns/batch-tally';
import { timingsOf } from '#core/apns/delivery';
import type { BatchProgress } from '#shared/apns/batch';
import type { Explanation } from '#shared/apns/explanation';
import { countAttempts, type Delivery, type DeliveryOutcome } from '#shared/apns/push';
import { shortName } from '#shared/apns/short-token';
import { timingsRecord } from '#shared/history/delivery-record';
import { omitUndefined } from '#shared/omit-undefined';
import {
  EXIT,
  type ExitStatus,
  paint,
  type Terminal,
  writeJson,
  writeJsonLines,
  writeLine,
  writeNote,
  writeText,
} from '../terminal/terminal.js';
import { RejectionGroups } from './rejection-groups.js';

/** With more targets than this, accepted ones are counted and not listed for people. */
const LISTED_FOR_PEOPLE = 20;
/** Unit: milliseconds. */
const PROGRESS_MS = 500;

type Progress = Pick<BatchProgress, 'done' | 'counts' | 'total' | 'currentPerSecond' | 'state'>;

/** Writes outcomes as they come: one document a line, or words for people. */
export class SendReport {
  readonly #terminal: Terminal;
  readonly #json: boolean;
  readonly #groups = new RejectionGroups();
  #listed = 0;
  #progressAt = 0;
  #progressShown = false;

  constructor(terminal: Terminal, json: boolean) {
    this.#terminal = terminal;
    this.#json = json;
  }

  /** Results that came at about the same time. */
  add(results: readonly TargetResult[]): void {
    if (this.#json) writeJsonLines(this.#terminal, results.map(outcomeJson));
    else for (const result of results) this.#list(result);
  }

  #list({ target, result, delivery }: TargetResult): void {
    this.#listed += 1;
    if (result.outcome === 'accepted' && this.#listed > LISTED_FOR_PEOPLE) return;
    const name = target.name ?? target.token;
    const record = delivery();
    const isNews = result.outcome === 'accepted' || this.#groups.add(whatOf(record), shortName(name), record);
    if (!isNews) return;
    this.#clearProgress();
    for (const line of linesOf(this.#terminal, record, name)) writeLine(this.#terminal, line);
  }

  /** Shown on a terminal only, and seldom. */
  progress(progress: Progress, nowMs: number): void {
    if (this.#terminal.stderr.isTTY !== true || nowMs - this.#progressAt < PROGRESS_MS) return;
    if (this.#progressAt === 0) {
      this.#progressAt = nowMs;
      return;
    }
    this.#progressAt = nowMs;
    const { done, total, counts, currentPerSecond, state } = progress;
    const of = total === null ? '' : `/${total}`;
    const bad = counts.rejected + counts.failed + counts.unknown;
    this.#clearProgress();
    writeText(
      this.#terminal,
      'stderr',
      `${done}${of} sent, ${currentPerSecond}/s, ${bad} not accepted${state === 'waiting' ? ', waiting for a connection' : ''}`,
    );
    this.#progressShown = true;
  }

  /** Tells people something beside the outcomes. */
  note(text: string): void {
    this.#clearProgress();
    writeNote(this.#terminal, text);
  }

  end(summary: RunSummary): void {
    this.#clearProgress();
    const { counts, targets, durationMs, perSecond, latency, earlier } = summary;
    if (this.#json) {
      const more = earlier === null ? {} : { earlier };
      writeJson(this.#terminal, { summary: { ...summaryJson(summary), ...more } });
      return;
    }
    const before = earlier === null ? 0 : earlier.accepted + earlier.rejected;
    if (targets + before < 2) return;
    const parts = (Object.entries(counts) as [DeliveryOutcome, number][])
      .filter(([, count]) => count > 0)
      .map(([outcome, count]) => `${count} ${outcome}`);
    const speed = `${(durationMs / 1000).toFixed(1)} s, ${perSecond}/s`;
    const times = latency.p50Ms === null ? '' : `, p50 ${latency.p50Ms} ms, p99 ${latency.p99Ms ?? 0} ms`;
    writeLine(this.#terminal, `${parts.join(', ')} in ${speed}${times}`);
    for (const line of this.#groups.lines()) writeLine(this.#terminal, `  ${line}`);
    if (before > 0) writeLine(this.#terminal, `  before this run ${before} had their answer`);
  }

  #clearProgress(): void {
    if (!this.#progressShown) return;
    this.#terminal.stderr.write('\r\u001b[K');
    this.#progressShown = false;
  }
}

/** The line of `--json` for one outcome. */
function outcomeJson({ target, result, delivery }: TargetResult): Readonly<Record<string, unknown>> {
  const { apnsId, apnsUniqueId } = idsOf(result.headers);
  const explanation = result.outcome === 'accepted' ? null : delivery().explanation;
  const { failure } = result;
  return {
    token: target.token,
    ...omitUndefined({ device: target.name }),
    outcome: result.outcome,
    status: result.status,
    reason: result.reason,
    apnsId,
    apnsUniqueId,
    timestamp: result.timestampMs,
    ...countAttempts(result.attempts),
    timings: timingsRecord(timingsOf(result)),
    explanation: explanation === null ? null : explanationJson(explanation),
    ...(failure !== null && {
      error: { step: failure.step, code: failure.code, message: failure.message.en },
    }),
  };
}

/** The last line of `--json`. */
export function summaryJson(
  progress: Pick<RunSummary, 'targets' | 'counts' | 'durationMs' | 'perSecond' | 'byReason'> & {
    readonly latency: Pick<BatchProgress['latency'], 'p50Ms' | 'p99Ms'>;
  },
): Readonly<Record<string, unknown>> {
  const { targets, counts, durationMs, perSecond, latency, byReason } = progress;
  const { p50Ms, p99Ms } = latency;
  return { targets, ...counts, durationMs, perSecond, p50Ms, p99Ms, byReason };
}

/** The exit status that a batch earns. */
export function exitStatusOfCounts(counts: BatchProgress['counts']): ExitStatus {
  if (counts.failed > 0 || counts.unknown > 0) return EXIT.connection;
  return counts.rejected > 0 ? EXIT.bad : EXIT.done;
}

/** As `--json` gives an explanation. */
export function explanationJson(explanation: Explanation): Readonly<Record<string, string>> {
  const { title, cause, fix, retry } = explanation;
  return { title: title.en, cause: cause.en, fix: fix.en, retry };
}

/** A delivery for people: one line, and what it means when it was not accepted. */
export function linesOf(terminal: Terminal, delivery: Delivery, name: string): readonly string[] {
  const { outcome, status, explanation, apnsId, timings, attempts } = delivery;
  const shown = shortName(name);
  const took = timings.responseMs === null ? '' : ` ${timings.responseMs.toFixed(1)} ms`;
  const tries = countAttempts(attempts);
  const unread = tries.resent > 0 ? `, ${tries.resent} of them not read by the server` : '';
  const times = tries.attempts > 1 ? ` after ${tries.attempts} attempts${unread}` : '';
  if (outcome === 'accepted') {
    return [`${paint(terminal, 'green', '✓')} ${shown} ${status ?? ''} ${apnsId ?? ''}${took}${times}`];
  }
  const colour = outcome === 'unknown' ? 'yellow' : 'red';
  const head = `${paint(terminal, colour, '✗')} ${shown} ${outcome} ${whatOf(delivery)}${took}${times}`;
  const words = explanation === null ? [] : [explanation.cause.en, explanation.fix.en];
  return [head, ...words.map((word) => `    ${word}`)];
}

/** What became of it in a word or two: `400 BadDeviceToken`, `tcp: tcp-failed`. */
function whatOf({ status, reason, failure }: Delivery): string {
  const why = reason ?? (failure === null ? '' : `${failure.step}: ${failure.code}`);
  return [status ?? '', why].filter((part) => part !== '').join(' ');
}

function idsOf(headers: TargetResult['result']['headers']): {
  readonly apnsId: string | null;
  readonly apnsUniqueId: string | null;
} {
  const one = (name: string): string | null => {
    const value = headers[name];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };
  return { apnsId: one('apns-id'), apnsUniqueId: one('apns-unique-id') };
}
