import type { Delivery } from '#shared/apns/push';
import type { Client } from '#shared/contract/index';
import { omitUndefined } from '#shared/omit-undefined';
import type { Device } from '#shared/workspace/device';

const GONE_STATUS = 410;
/** Deliveries per query. */
const PAGE_SIZE = 500;

/** The deliveries of a batch that may change saved devices: reported as gone, or accepted again. */
export async function readDeviceDeliveries(
  client: Client,
  batchId: string,
  devices: readonly Device[],
): Promise<readonly Delivery[]> {
  if (devices.length === 0) return [];
  const found: Delivery[] = [];
  for (let before: string | undefined, more = true; more;) {
    const page = await client.history.page({
      filter: { batchId, status: GONE_STATUS },
      limit: PAGE_SIZE,
      ...omitUndefined({ before }),
    });
    found.push(...page.deliveries);
    before = page.next ?? undefined;
    more = before !== undefined;
  }
  for (const { name, goneAtMs } of devices) {
    if (goneAtMs === null) continue;
    const page = await client.history.page({ filter: { batchId, device: name }, limit: 1 });
    found.push(...page.deliveries);
  }
  return found;
}
