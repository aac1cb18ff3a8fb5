import type { EnvironmentKind } from '#shared/apns/push';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { describeNotification } from '#shared/payload/preview';
import { simulatedDeviceRefused, takesSamples } from '#shared/simulator/sample-guard';
import type { ComposeDocument } from './compose-document.js';

/** A send that real people may notice, with the facts that show whether it is the right one. */
export interface RealSend {
  readonly environment: Extract<EnvironmentKind, 'production' | 'custom'>;
  /** The URL of a custom server. */
  readonly url: string | null;
  /** How many real devices it goes to. */
  readonly count: number;
  readonly topic: string;
  /** What a person would read first; `null` where nothing is shown. */
  readonly headline: string | null;
  /** `null` for none. */
  readonly credential: CredentialSummary | null;
}

/**
 * The facts to confirm for a send to production or to a server on another machine; `null` where no confirmation is
 * needed.
 */
export function realSendOf(
  document: ComposeDocument,
  simulated: ReadonlySet<string>,
  credentials: readonly CredentialSummary[],
): RealSend | null {
  const { environment, topic, payload, pushType, credentialId } = document;
  if (environment.kind === 'simulator' || environment.kind === 'sandbox' || takesSamples(environment)) {
    return null;
  }
  const count = document.targets.filter(({ token }) => !simulated.has(token)).length;
  if (count === 0) return null;
  return {
    environment: environment.kind,
    url: environment.kind === 'custom' ? environment.url : null,
    count,
    topic,
    headline: headlineOf(payload, pushType),
    credential: credentials.find(({ id }) => id === credentialId) ?? null,
  };
}

/** @throws AppError `simulator-only` for the first simulated device among the targets; then nothing is sent. */
export function assertNoSimulated(document: ComposeDocument, simulated: ReadonlySet<string>): void {
  if (takesSamples(document.environment)) return;
  const stray = document.targets.find(({ token }) => simulated.has(token));
  if (stray !== undefined) throw simulatedDeviceRefused(stray, document.environment);
}

function headlineOf(payload: string, pushType: string): string | null {
  const description = describeNotification(payload, pushType);
  const shown =
    description.kind === 'notification'
      ? description
      : description.kind === 'live-activity'
        ? description.alert
        : null;
  if (shown === null) return null;
  return [shown.title, shown.subtitle, shown.body].find((text) => text !== null)?.words ?? null;
}
