import type { InboxItem, SimulatedDevice, SimulatorDeviceInbox } from '#shared/simulator/model';
import { type PayloadReading, readPayload } from '#shared/simulator/presentation';

/** Maximum number of notifications per device. */
const ITEMS_PER_DEVICE = 50;
/** Maximum total size of payloads. Unit: characters. */
const PAYLOAD_BUDGET = 16_000_000;
/** Maximum number of devices created for unknown tokens, when every token is accepted. */
const UNKNOWN_DEVICES = 200;
/** How long an undelivered push without an expiration is stored. Unit: milliseconds. */
const STORAGE_MS = 30 * 86_400_000;

/** A push that passed every check. */
export interface AcceptedPush {
  readonly token: string;
  readonly topic: string;
  readonly pushType: string;
  readonly priority: number;
  /** Unix time in seconds; 0 = never stored, `null` = the default time. */
  readonly expirationS: number | null;
  readonly collapseId: string | null;
  readonly payload: string;
  /** Unix time in milliseconds. */
  readonly nowMs: number;
}

type Arrival = 'shown' | 'stored' | 'dropped' | 'ignored';

/** A displayed push. Its payload is parsed on demand. */
interface ShownPush {
  readonly id: string;
  readonly push: AcceptedPush;
  readonly stored: boolean;
  readonly startedWith: string | null;
}

interface StoredPush {
  readonly push: AcceptedPush;
  readonly expiresAtMs: number;
}

interface DeviceBox {
  device: SimulatedDevice;
  badge: number;
  /** Newest last. */
  items: ShownPush[];
  /** One per topic; a newer one replaces it. */
  waiting: Map<string, StoredPush>;
  /** Timestamp of the running Live Activity, in seconds; older updates are ignored. */
  activityTimestampS: number;
}

/** The simulated devices and what they show. All sizes are bounded. */
export interface Inbox {
  find(token: string): SimulatedDevice | undefined;
  devices(): readonly SimulatedDevice[];
  /** The devices, without those created for unknown tokens. */
  savedDevices(): readonly SimulatedDevice[];
  /** Adds or replaces a device. A device that comes online gets its stored pushes. */
  save(device: SimulatedDevice, nowMs: number): void;
  remove(token: string): void;
  deliver(push: AcceptedPush): Arrival;
  /** Tokens of the devices with a Live Activity on this broadcast channel. */
  subscribers(channelId: string): readonly string[];
  list(): readonly SimulatorDeviceInbox[];
  one(token: string): SimulatorDeviceInbox | undefined;
  /** Clears every inbox and removes devices that were created for unknown tokens. */
  clear(): void;
}

export function createInbox(initial: readonly SimulatedDevice[]): Inbox {
  const boxes = new Map<string, DeviceBox>();
  const unknownTokens = new Set<string>();
  const channels = new Map<string, Set<string>>();
  let payloadSize = 0;
  let lastId = 0;

  function forget(box: DeviceBox, index: number): void {
    const item = index === 0 ? box.items.shift() : box.items.splice(index, 1)[0];
    if (item !== undefined) payloadSize -= sizeOf(item);
  }

  function show(box: DeviceBox, push: AcceptedPush, stored: boolean): Arrival {
    const isActivity = push.pushType === 'liveactivity';
    // Most payloads have no badge: searching for the word is cheaper than parsing.
    const reading =
      isActivity || push.payload.includes('badge') ? readPayload(push.pushType, push.payload) : null;
    if (reading?.activity && !followActivity(box, push, reading.activity)) return 'ignored';
    if (reading !== null && reading.badge !== null) box.badge = reading.badge;
    const replaced =
      reading?.activity?.event === 'start' || (!isActivity && push.collapseId === null)
        ? -1
        : box.items.findLastIndex(({ push: older }) => replaces(push, older));
    // The entry keeps its ID and moves to the front, as on a lock screen.
    const older = box.items[replaced];
    const id = older?.id ?? String(++lastId);
    if (replaced !== -1) forget(box, replaced);
    const item = { id, push, stored, startedWith: isActivity ? startOf(older) : null };
    box.items.push(item);
    payloadSize += sizeOf(item);
    if (box.items.length > ITEMS_PER_DEVICE) forget(box, 0);
    if (payloadSize > PAYLOAD_BUDGET) forgetOldest();
    return 'shown';
  }

  /** Shrinks to nine tenths, so that it is not needed again at the next push. */
  function forgetOldest(): void {
    const all = [...boxes.values()].flatMap((box) =>
      box.items.map(({ push }) => ({ box, atMs: push.nowMs })),
    );
    for (const { box } of all.sort((one, other) => one.atMs - other.atMs)) {
      if (payloadSize <= PAYLOAD_BUDGET * 0.9) return;
      // On each device, items are in order of arrival.
      forget(box, 0);
    }
  }

  /** Returns false if the update is older than what the activity shows. */
  function followActivity(
    box: DeviceBox,
    push: AcceptedPush,
    { event, timestampS, channelId }: NonNullable<PayloadReading['activity']>,
  ): boolean {
    if (event !== 'start' && (timestampS ?? 0) < box.activityTimestampS) return false;
    box.activityTimestampS = timestampS ?? 0;
    if (event === 'end') unsubscribe(push.token);
    if (event === 'start' && channelId !== null) {
      const tokens = channels.get(channelId) ?? new Set();
      channels.set(channelId, tokens.add(push.token));
    }
    return true;
  }

  function store(box: DeviceBox, push: AcceptedPush): Arrival {
    if (push.expirationS === 0) return 'dropped';
    const expiresAtMs = push.expirationS === null ? push.nowMs + STORAGE_MS : push.expirationS * 1000;
    if (expiresAtMs <= push.nowMs) return 'dropped';
    box.waiting.set(push.topic, { push, expiresAtMs });
    return 'stored';
  }

  function deliverStored(box: DeviceBox, nowMs: number): void {
    for (const { push, expiresAtMs } of box.waiting.values()) {
      if (expiresAtMs > nowMs) show(box, { ...push, nowMs }, true);
    }
    box.waiting.clear();
  }

  function createUnknownDevice({ token, topic }: AcceptedPush): DeviceBox {
    const [oldest] = unknownTokens;
    if (unknownTokens.size >= UNKNOWN_DEVICES && oldest !== undefined) remove(oldest);
    unknownTokens.add(token);
    return put({
      token,
      name: `Device ${token.slice(0, 8)}`,
      topics: [topic],
      state: 'active',
      goneAtMs: null,
    });
  }

  function put(device: SimulatedDevice): DeviceBox {
    const box: DeviceBox = { device, badge: 0, items: [], waiting: new Map(), activityTimestampS: 0 };
    boxes.set(device.token, box);
    return box;
  }

  function empty(box: DeviceBox): void {
    while (box.items.length > 0) forget(box, box.items.length - 1);
    box.badge = 0;
    box.waiting.clear();
    box.activityTimestampS = 0;
  }

  function remove(token: string): void {
    const box = boxes.get(token);
    if (box === undefined) return;
    empty(box);
    boxes.delete(token);
    unknownTokens.delete(token);
    unsubscribe(token);
  }

  function unsubscribe(token: string): void {
    for (const tokens of channels.values()) tokens.delete(token);
  }

  for (const device of initial) put(device);

  return {
    find: (token) => boxes.get(token)?.device,
    devices: () => [...boxes.values()].map(({ device }) => device),
    savedDevices: () =>
      [...boxes.values()].map(({ device }) => device).filter(({ token }) => !unknownTokens.has(token)),
    save(device, nowMs) {
      const box = boxes.get(device.token) ?? put(device);
      box.device = device;
      unknownTokens.delete(device.token);
      if (device.state === 'active') deliverStored(box, nowMs);
      if (device.state === 'unregistered' || device.state === 'expired') empty(box);
    },
    remove,
    deliver(push) {
      const box = boxes.get(push.token) ?? createUnknownDevice(push);
      return box.device.state === 'offline' ? store(box, push) : show(box, push, false);
    },
    subscribers: (channelId) => [...(channels.get(channelId) ?? [])],
    list: () => [...boxes.values()].map(toDeviceInbox),
    one(token) {
      const box = boxes.get(token);
      return box === undefined ? undefined : toDeviceInbox(box);
    },
    clear() {
      for (const token of [...unknownTokens]) remove(token);
      for (const box of boxes.values()) empty(box);
      channels.clear();
    },
  };
}

function toDeviceInbox({ device, badge, items, waiting }: DeviceBox): SimulatorDeviceInbox {
  const stored = [...waiting.values()].pop();
  return {
    device,
    badge,
    items: items.map(toItem).reverse(),
    waiting:
      stored === undefined
        ? null
        : toItem({ id: 'waiting', push: stored.push, stored: true, startedWith: null }),
  };
}

function toItem({ id, push, stored, startedWith }: ShownPush): InboxItem {
  const { token, topic, pushType, priority, collapseId, payload, nowMs: atMs } = push;
  const { presentation } = readPayload(pushType, payload);
  return {
    id,
    token,
    atMs,
    topic,
    pushType,
    priority,
    collapseId,
    payload,
    presentation,
    stored,
    startedWith,
  };
}

/** The payload that an activity was started with, from its previous item. */
function startOf(older: ShownPush | undefined): string | null {
  if (older === undefined) return null;
  if (older.startedWith !== null) return older.startedWith;
  const isStart = readPayload('liveactivity', older.push.payload).activity?.event === 'start';
  return isStart ? older.push.payload : null;
}

function sizeOf({ push, startedWith }: ShownPush): number {
  return push.payload.length + (startedWith?.length ?? 0);
}

/** True if a push replaces an older one: same collapse ID and topic, or an update of the running activity. */
function replaces(push: AcceptedPush, older: AcceptedPush): boolean {
  if (push.pushType === 'liveactivity') return older.pushType === 'liveactivity';
  return push.collapseId === older.collapseId && push.topic === older.topic;
}
