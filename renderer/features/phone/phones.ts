import type { DeviceState, InboxItem, SimulatedDevice, SimulatorDeviceInbox } from '#shared/simulator/model';
import { groupBy } from './group-by.js';

/**
 * One physical device. A phone has a separate token for ordinary pushes, for VoIP, for each Live Activity and so on:
 * devices named `iPhone` and `iPhone · VoIP` are tokens of the same phone and share its screen.
 */
export interface Phone {
  readonly name: string;
  readonly devices: readonly SimulatedDevice[];
  /** The state of its first token. */
  readonly state: DeviceState;
  /** Unix time in milliseconds since when its token is gone; `null` while it is valid. */
  readonly goneAtMs: number | null;
  readonly badge: number;
  /** Newest first. */
  readonly items: readonly InboxItem[];
  /** Stored by APNs while it is offline. */
  readonly waiting: readonly InboxItem[];
}

const TOKEN_SEPARATOR = ' · ';

/** The name of the phone that a token belongs to. */
export function phoneName(deviceName: string): string {
  return deviceName.split(TOKEN_SEPARATOR)[0] ?? deviceName;
}

/** The phones of the simulated tokens, in the order of the simulator. */
export function phonesOf(inboxes: readonly SimulatorDeviceInbox[]): readonly Phone[] {
  const byName = groupBy(inboxes, ({ device }) => phoneName(device.name));
  return [...byName].flatMap(([name, boxes]) => {
    const first = boxes[0];
    return first === undefined ? [] : [phoneOf(name, first.device, boxes)];
  });
}

function phoneOf(name: string, first: SimulatedDevice, boxes: readonly SimulatorDeviceInbox[]): Phone {
  return {
    name,
    devices: boxes.map(({ device }) => device),
    state: first.state,
    goneAtMs: first.goneAtMs,
    badge: boxes.reduce((sum, { badge }) => sum + badge, 0),
    items: boxes.flatMap(({ items }) => items).sort((one, other) => other.atMs - one.atMs),
    waiting: boxes.flatMap(({ waiting }) => (waiting === null ? [] : [waiting])),
  };
}

/** The time of the last event on a phone: a push shown, or stored for it. Unix time in milliseconds. */
export function lastEventMs(phone: Phone): number {
  return Math.max(0, ...[...phone.items, ...phone.waiting].map(({ atMs }) => atMs));
}

/** The phone that the user selected, and when. */
export interface PhoneChoice {
  readonly name: string;
  /** Unix time in milliseconds. */
  readonly atMs: number;
}

/**
 * The phone to show: the selected one, until something arrives on another, since the person who pressed Send wants to see the
 * result.
 */
export function phoneToShow(phones: readonly Phone[], choice: PhoneChoice | null): Phone | null {
  const chosen = phones.find(({ name }) => name === choice?.name) ?? phones[0] ?? null;
  const latest = phones.toSorted((one, other) => lastEventMs(other) - lastEventMs(one))[0];
  if (latest === undefined) return chosen;
  return lastEventMs(latest) > (choice?.atMs ?? 0) ? latest : chosen;
}
