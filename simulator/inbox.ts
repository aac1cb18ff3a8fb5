import type { InboxItem, SimulatedDevice, SimulatorDeviceInbox } from '#shared/simulator/model';
import { readPayload } from '#shared/simulator/presentation';

/** Notifications kept for one device; Notification Center forgets too. */
const ITEMS_PER_DEVICE = 50;
/** Characters of payload kept for all devices together. */
const PAYLOAD_BUDGET = 16_000_000;
/** Devices that were made up for unknown tokens, when every token is accepted. */
const UNKNOWN_DEVICES = 200;
/** How long the service keeps an undelivered push without an expiration. Unit: milliseconds. */
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

export type Arrival = 'shown' | 'stored' | 'dropped' | 'ignored';

interface StoredPush {
  readonly item: InboxItem;
  readonly expiresAtMs: number;
}

interface Box {
  device: SimulatedDevice;
  badge: number;
  /** Newest last. */
  items: InboxItem[];
  /** One per topic: a newer one takes its place. */
  waiting: Map<string, StoredPush>;
  /** Of the running Live Activity, in seconds: an older update comes too late. */
  activityTimestampS: number;
}

/** The simulated devices and what they show. Bounded in every direction. */
export interface Inbox {
  find(token: string): SimulatedDevice | undefined;
  devices(): readonly SimulatedDevice[];
  /** Adds or replaces; a device that comes online gets what was stored for it. */
  save(device: SimulatedDevice, nowMs: number): void;
  remove(token: string): void;
  deliver(push: AcceptedPush): Arrival;
  /** The devices that a Live Activity on this broadcast channel runs on. */
  subscribers(channelId: string): readonly string[];
  list(): readonly SimulatorDeviceInbox[];
  one(token: string): SimulatorDeviceInbox | undefined;
  /** Empties every inbox and forgets devices that were made up. */
  clear(): void;
}

export function createInbox(initial: readonly SimulatedDevice[]): Inbox {
  const boxes = new Map<string, Box>();
  /** Every item shown anywhere, oldest first, to know what to forget. */
  const shown = new Map<string, Box>();
  const madeUp = new Set<string>();
  const channels = new Map<string, Set<string>>();
  let payloadSize = 0;
  let lastId = 0;

  function forget(box: Box, item: InboxItem): void {
    box.items.splice(box.items.indexOf(item), 1);
    shown.delete(item.id);
    payloadSize -= item.payload.length;
  }

  function show(box: Box, item: InboxItem): void {
    const reading = readPayload(item.pushType, item.payload);
    const replaced = findReplaced(box, item, reading.activity?.event === 'start');
    if (replaced !== undefined) forget(box, replaced);
    if (reading.badge !== null) box.badge = reading.badge;
    // The entry keeps its identity and moves to the front, as on a lock screen.
    const kept = replaced === undefined ? item : { ...item, id: replaced.id };
    box.items.push(kept);
    shown.set(kept.id, box);
    payloadSize += kept.payload.length;
    const [oldest] = box.items;
    if (box.items.length > ITEMS_PER_DEVICE && oldest !== undefined) forget(box, oldest);
    while (payloadSize > PAYLOAD_BUDGET) {
      const [first] = shown;
      const victim = first?.[1].items.find(({ id }) => id === first[0]);
      if (first === undefined || victim === undefined) break;
      forget(first[1], victim);
    }
  }

  function handOver(box: Box, nowMs: number): void {
    for (const { item, expiresAtMs } of box.waiting.values()) {
      if (expiresAtMs > nowMs) show(box, { ...item, atMs: nowMs, stored: true });
    }
    box.waiting.clear();
  }

  function makeUp({ token, topic }: AcceptedPush): Box {
    if (madeUp.size >= UNKNOWN_DEVICES) {
      const [oldest] = madeUp;
      if (oldest !== undefined) remove(oldest);
    }
    const device: SimulatedDevice = {
      token,
      name: `Device ${token.slice(0, 8)}`,
      topics: [topic],
      state: 'active',
      goneAtMs: null,
    };
    madeUp.add(token);
    return put(device);
  }

  function put(device: SimulatedDevice): Box {
    const box: Box = { device, badge: 0, items: [], waiting: new Map(), activityTimestampS: 0 };
    boxes.set(device.token, box);
    return box;
  }

  function empty(box: Box): void {
    for (const item of [...box.items]) forget(box, item);
    box.badge = 0;
    box.waiting.clear();
    box.activityTimestampS = 0;
  }

  function remove(token: string): void {
    const box = boxes.get(token);
    if (box === undefined) return;
    empty(box);
    boxes.delete(token);
    madeUp.delete(token);
    for (const tokens of channels.values()) tokens.delete(token);
  }

  /** False when the update is older than what the activity shows. */
  function advanceActivity(box: Box, push: AcceptedPush): boolean {
    const { activity } = readPayload(push.pushType, push.payload);
    if (activity === null) return true;
    const timestampS = activity.timestampS ?? 0;
    if (activity.event !== 'start' && timestampS < box.activityTimestampS) return false;
    box.activityTimestampS = timestampS;
    if (activity.event === 'start' && activity.channelId !== null) {
      const tokens = channels.get(activity.channelId) ?? new Set();
      channels.set(activity.channelId, tokens.add(push.token));
    }
    return true;
  }

  for (const device of initial) put(device);

  return {
    find: (token) => boxes.get(token)?.device,
    devices: () => [...boxes.values()].map(({ device }) => device),
    save(device, nowMs) {
      const box = boxes.get(device.token) ?? put(device);
      box.device = device;
      madeUp.delete(device.token);
      if (device.state === 'active') handOver(box, nowMs);
      if (device.state === 'unregistered' || device.state === 'expired') empty(box);
    },
    remove,
    deliver(push) {
      const box = boxes.get(push.token) ?? makeUp(push);
      const item: InboxItem = {
        id: String(++lastId),
        token: push.token,
        atMs: push.nowMs,
        topic: push.topic,
        pushType: push.pushType,
        priority: push.priority,
        collapseId: push.collapseId,
        payload: push.payload,
        presentation: readPayload(push.pushType, push.payload).presentation,
        stored: false,
      };
      if (box.device.state === 'offline') {
        if (push.expirationS === 0) return 'dropped';
        const expiresAtMs = push.expirationS === null ? push.nowMs + STORAGE_MS : push.expirationS * 1000;
        if (expiresAtMs <= push.nowMs) return 'dropped';
        box.waiting.set(push.topic, { item, expiresAtMs });
        return 'stored';
      }
      if (!advanceActivity(box, push)) return 'ignored';
      show(box, item);
      return 'shown';
    },
    subscribers: (channelId) => [...(channels.get(channelId) ?? [])],
    list: () => [...boxes.values()].map(toDeviceInbox),
    one(token) {
      const box = boxes.get(token);
      return box === undefined ? undefined : toDeviceInbox(box);
    },
    clear() {
      for (const token of [...madeUp]) remove(token);
      for (const box of boxes.values()) empty(box);
      channels.clear();
    },
  };
}

function toDeviceInbox({ device, badge, items, waiting }: Box): SimulatorDeviceInbox {
  const stored = [...waiting.values()].pop();
  return { device, badge, items: [...items].reverse(), waiting: stored?.item ?? null };
}

/** What the new item takes the place of: the same collapse ID of the app, or the activity it updates. */
function findReplaced(box: Box, item: InboxItem, startsActivity: boolean): InboxItem | undefined {
  return box.items.findLast((shown) =>
    item.presentation === 'live-activity'
      ? !startsActivity && shown.presentation === 'live-activity'
      : item.collapseId !== null && shown.collapseId === item.collapseId && shown.topic === item.topic,
  );
}
