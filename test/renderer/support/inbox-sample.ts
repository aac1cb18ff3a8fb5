import type { InboxItem, SimulatorDeviceInbox, SimulatorState } from '#shared/simulator/model';
import { DEFAULT_SWITCHES } from '#shared/simulator/switches';

export const NOW_MS = Date.UTC(2026, 5, 15, 12, 0, 0);

/** A banner, changed where a test says so. */
export function inboxItem(changes: Partial<InboxItem> = {}): InboxItem {
  return {
    id: '1',
    token: 'ab'.repeat(32),
    atMs: NOW_MS,
    topic: 'com.example.app',
    pushType: 'alert',
    priority: 10,
    collapseId: null,
    payload: '{"aps":{"alert":{"title":"Lunch","body":"is ready"}}}',
    presentation: 'banner',
    stored: false,
    startedWith: null,
    ...changes,
  };
}

/** The inbox of a device by its name. */
export function inboxOf(
  name: string,
  changes: Partial<Omit<SimulatorDeviceInbox, 'device'>> & {
    readonly device?: Partial<SimulatorDeviceInbox['device']>;
  } = {},
): SimulatorDeviceInbox {
  const { device, ...rest } = changes;
  return {
    badge: 0,
    items: [],
    waiting: null,
    ...rest,
    device: {
      token: tokenFor(name),
      name,
      topics: ['com.example.app'],
      state: 'active',
      goneAtMs: null,
      ...device,
    },
  };
}

/** Always the same for the same name. */
function tokenFor(name: string): string {
  const bytes = new TextEncoder().encode(name);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .padEnd(64, '0');
}

/** A running simulator with these devices. */
export function simulatorState(changes: Partial<SimulatorState> = {}): SimulatorState {
  return {
    running: true,
    url: 'https://127.0.0.1:4000',
    managementUrl: 'https://127.0.0.1:4001',
    environment: 'sandbox',
    topics: ['com.example.app'],
    inboxes: [],
    rules: [],
    switches: DEFAULT_SWITCHES,
    requests: [],
    ...changes,
  };
}

/** A stream that gives one state and stays open. */
export async function* staysOpen<T>(value: T): AsyncGenerator<T, void> {
  yield value;
  await new Promise(() => undefined);
}
