import type { Delivery, Push } from '#shared/apns/push';
import type { HistoryPage } from '#shared/history/history';

/** One push for many devices, as a new batch takes it. */
export interface BatchStart {
  readonly push: Omit<Push, 'target'>;
  readonly targets: readonly { readonly token: string; readonly name?: string }[];
}

/**
 * What to send again of a batch: everything that did not arrive and may arrive now. A push that APNs will refuse
 * again for good is left out, and so is one whose outcome is unknown, because it may have arrived.
 *
 * @returns `null` when the devices got different payloads, so that one push cannot stand for all of them.
 */
export function failuresToResend(deliveries: readonly Delivery[]): BatchStart | null {
  const failed = deliveries.filter(isWorthAnotherTry);
  const [first] = failed;
  if (first === undefined || failed.some(({ push }) => push.payload !== first.push.payload)) return null;
  const { environment, credentialId, headers, payload } = first.push;
  return {
    push: { environment, credentialId, headers, payload },
    targets: failed.flatMap(({ push: { target } }) =>
      target.kind === 'device'
        ? [{ token: target.token, ...(target.name !== undefined && { name: target.name }) }]
        : [],
    ),
  };
}

function isWorthAnotherTry({ outcome, explanation }: Delivery): boolean {
  if (outcome === 'failed') return true;
  return outcome === 'rejected' && explanation?.retry !== 'never';
}

/** All deliveries of a batch with one of these outcomes. */
export async function readFailures(
  readPage: (outcome: 'failed' | 'rejected', before: string | undefined) => Promise<HistoryPage>,
): Promise<readonly Delivery[]> {
  const found: Delivery[] = [];
  for (const outcome of ['failed', 'rejected'] as const) {
    let before: string | undefined;
    do {
      const page = await readPage(outcome, before);
      found.push(...page.deliveries);
      before = page.next ?? undefined;
    } while (before !== undefined);
  }
  return found;
}
