import { Notification } from 'electron';
import { omitUndefined } from '#shared/omit-undefined';
import { describePayload } from '#shared/payload/preview';
import type { InboxItem, SimulatorState } from '#shared/simulator/model';
import { parseJsonRecord } from '#shared/text/json-record';

/** Minimum time between two notifications. Unit: milliseconds. */
export const NOTIFICATION_INTERVAL_MS = 2_000;

export interface PushNotifierPorts {
  /** States of the simulator, starting with the current one. */
  readonly states: AsyncIterable<SimulatorState>;
  /** While the window is in front, the page itself shows new pushes. */
  readonly isWindowInFront: () => boolean;
  readonly showWindow: () => void;
  readonly now: () => number;
}

/**
 * Shows a push that reached a simulated device as a system notification while the window is not in front, for users
 * who send from a server or a terminal. Returns when the stream of states ends.
 */
export async function notifyOfPushes(ports: PushNotifierPorts): Promise<void> {
  if (!Notification.isSupported()) return;
  let known: ReadonlySet<string> | undefined;
  let shown: Notification | undefined;
  let shownAt = Number.NEGATIVE_INFINITY;
  for await (const state of ports.states) {
    const items = state.inboxes.flatMap((inbox) => inbox.items);
    // Items from before the start are not new.
    const newest = known === undefined ? undefined : newestOf(items, known);
    known = new Set(items.map(({ id }) => id));
    if (newest === undefined || ports.isWindowInFront()) continue;
    if (ports.now() - shownAt < NOTIFICATION_INTERVAL_MS) continue;
    shown?.close();
    shownAt = ports.now();
    shown = toNotification(newest, state);
    shown.on('click', () => ports.showWindow());
    shown.show();
  }
}

function newestOf(items: readonly InboxItem[], known: ReadonlySet<string>): InboxItem | undefined {
  return items
    .filter(({ id, presentation }) => presentation === 'banner' && !known.has(id))
    .reduce<InboxItem | undefined>(
      (last, item) => (last === undefined || item.atMs > last.atMs ? item : last),
      undefined,
    );
}

function toNotification(item: InboxItem, state: SimulatorState): Notification {
  const device = state.inboxes.find((inbox) => inbox.device.token === item.token)?.device.name;
  const { title, body } = wordsOf(item);
  return new Notification({
    title: title || item.topic,
    body,
    // Silent, since the user is working on something else.
    silent: true,
    ...omitUndefined({ subtitle: device }),
  });
}

/** The text of an alert, as far as it fits a system notification. */
function wordsOf({ payload, pushType }: InboxItem): { readonly title: string; readonly body: string } {
  const shown = describePayload(parseJsonRecord(payload) ?? {}, pushType);
  const alert = shown.kind === 'live-activity' ? shown.alert : shown.kind === 'notification' ? shown : null;
  return { title: alert?.title?.words ?? '', body: alert?.body?.words ?? '' };
}
