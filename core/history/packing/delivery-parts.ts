import type { Delivery, DeliveryOutcome, Push, Target } from '#shared/apns/push';
import { devicePath } from '#shared/apns/request-headers';

/** What all deliveries of one run of a batch share that sends everybody the same push. */
export interface CommonPart {
  readonly push: Omit<Push, 'target'>;
  readonly cutFromBytes?: number;
  readonly credentialName: string | null;
  readonly batchId: string;
  readonly presetName: string | null;
  readonly request: Omit<Delivery['request'], 'path'> & {
    /** The same for all; `null` for the path that names the token. */
    readonly path: string | null;
  };
}

/** What a delivery has of its own beside its target and its ID. */
export type OwnPart = Pick<
  Delivery,
  | 'atMs'
  | 'outcome'
  | 'status'
  | 'reason'
  | 'timestampMs'
  | 'apnsId'
  | 'apnsUniqueId'
  | 'responseHeaders'
  | 'responseBody'
  | 'failure'
  | 'explanation'
  | 'attempts'
  | 'timings'
  | 'connectionId'
>;

/** What some deliveries of a run share beyond its {@link CommonPart}; filters go by it. */
export interface Verdict {
  readonly outcome: DeliveryOutcome;
  readonly status: number | null;
  readonly reason: string | null;
}

/** Of a request that cannot be made. */
export const NO_DEVICE_PATH = '/3/device/';

export type DeviceTarget = Extract<Target, { kind: 'device' }>;

/** The delivery that its parts make. */
export function joinDelivery(
  common: CommonPart,
  own: OwnPart,
  { id, target }: { readonly id: string; readonly target: DeviceTarget },
): Delivery {
  const { push, request, ...rest } = common;
  return {
    id,
    ...rest,
    ...own,
    push: { ...push, target },
    request: { ...request, path: request.path ?? pathTo(target.token) },
  };
}

/** As a request to the token would have it; without the token where that cannot be in any. */
function pathTo(token: string): string {
  try {
    return devicePath(token);
  } catch {
    return NO_DEVICE_PATH;
  }
}
