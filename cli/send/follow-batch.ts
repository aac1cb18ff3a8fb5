import type { TargetResult } from '#core/apns/batch-request';
import type { BatchRun } from '#core/apns/batch-run';
import { systemClock } from '#core/ports/system-ports';
import type { Services } from '#core/services';
import type { BatchProgress } from '#shared/apns/batch';
import type { DeliveryFailure } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { EXIT, type ExitStatus, type Terminal, writeNote } from '../terminal/terminal.js';
import { SavedResults } from './saved-results.js';
import { exitStatusOfCounts, SendReport } from './send-report.js';

export interface FollowedRun {
  readonly end: BatchProgress;
  readonly status: ExitStatus;
}

/**
 * Starts a batch, writes its outcomes as they come and its summary at the end.
 *
 * @param timeout - How long answers are waited for after a signal. Unit: seconds.
 * @param start - Gets what is to be called for each outcome. @returns `null` when there is nothing to send.
 * @returns `null` when there was nothing to send.
 */
export async function followBatch(
  services: Services,
  terminal: Terminal,
  { json = false, timeout }: { readonly json?: boolean; readonly timeout?: number },
  start: (onResult: (result: TargetResult) => void) => Promise<BatchRun | null>,
): Promise<FollowedRun | null> {
  const report = new SendReport(terminal, json);
  const results = new SavedResults(services.history, (saved) => report.add(saved));
  const run = await start((result) => results.add(result));
  if (run === null) return null;
  tellDoubts(terminal, run);
  const timeoutMs = (timeout ?? services.settings.get().requestTimeoutS) * 1000;
  const stopListening = windDownAtSignal(terminal, run, timeoutMs);
  let told: string | undefined;
  for await (const progress of services.batches.watch(run.id, new AbortController().signal)) {
    report.progress(progress, systemClock.now());
    const trouble = progress.state === 'waiting' ? progress.trouble?.message.en : undefined;
    // Once for each problem, also without a progress line: a batch that waits must say why.
    if (trouble !== undefined && trouble !== told) report.note(`${trouble} Waiting to try again.`);
    told = trouble ?? told;
  }
  const end = await run.done;
  stopListening();
  results.flush();
  const summary = run.runSummary();
  report.end(summary);
  const isRefused = end.trouble?.code === 'credential-refused';
  return { end, status: isRefused ? EXIT.credential : exitStatusOfCounts(summary.counts) };
}

/** What an earlier process left in doubt is told before anything else. */
function tellDoubts(terminal: Terminal, run: BatchRun): void {
  const { unknown } = run.runSummary().counts;
  if (unknown === 0) return;
  const what = unknown === 1 ? 'One push was' : `${unknown} pushes were`;
  writeNote(
    terminal,
    `${what} under way when an earlier process ended, and may have arrived: counted as unknown.\n` +
      `  To send them again, at the risk that some arrive twice: pushdeck batches resend ${run.id} --outcome unknown`,
  );
}

/**
 * At the first signal nothing new leaves and what has left gets its answer; whatever has none after the timeout is
 * given up.
 *
 * @returns ends the listening.
 */
function windDownAtSignal(terminal: Terminal, run: BatchRun, timeoutMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onSignal = (): void => {
    run.cancel();
    const { inFlight } = run.progress();
    if (inFlight === 0) return;
    const what = inFlight === 1 ? 'the answer to one push' : `the answers to ${inFlight} pushes`;
    writeNote(terminal, `Interrupted: waiting for ${what} that left. A second signal ends at once.`);
    timer = setTimeout(() => run.giveUp(interruptedFailure()), timeoutMs);
  };
  terminal.signal.addEventListener('abort', onSignal, { once: true });
  if (terminal.signal.aborted) onSignal();
  return () => {
    clearTimeout(timer);
    terminal.signal.removeEventListener('abort', onSignal);
  };
}

function interruptedFailure(): DeliveryFailure {
  const error = new AppError(
    'connection-lost',
    {
      en: 'The command was interrupted before the answer came, so the push may have been delivered.',
      zh: '命令在收到应答之前被中断，推送可能已经送达。',
    },
    { en: 'Look at the device before you send it again.', zh: '再次发送前请先查看设备。' },
  );
  return { ...error.toMessage(), step: 'request' };
}
