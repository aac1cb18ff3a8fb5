import type { InboxItem } from '#shared/simulator/model';
import { groupBy } from './group-by.js';
import type { Phone } from './phones.js';
import { alertOf } from './read-item.js';

/** How long a call rings before it counts as missed. Unit: milliseconds. */
export const RINGING_MS = 30_000;

/** Notifications of one app and thread, newest first. */
export interface Stack {
  readonly key: string;
  readonly items: readonly [InboxItem, ...InboxItem[]];
}

/** The contents of a phone's screen by layer. */
export interface LockScreen {
  readonly call: InboxItem | null;
  readonly activities: readonly InboxItem[];
  readonly stacks: readonly Stack[];
}

/**
 * Computes what the screen of a phone shows.
 *
 * @param answered - IDs of calls that were accepted, declined or missed.
 * @param nowMs - Unix time in milliseconds.
 */
export function lockScreenOf(phone: Phone, answered: ReadonlySet<string>, nowMs: number): LockScreen {
  const call = phone.items.find(
    ({ presentation, id, atMs }) =>
      presentation === 'call' && !answered.has(callKey(id, atMs)) && nowMs - atMs < RINGING_MS,
  );
  const shown = phone.items.filter(
    ({ presentation }) => presentation === 'banner' || presentation === 'call',
  );
  return {
    call: call ?? null,
    activities: phone.items.filter(({ presentation }) => presentation === 'live-activity'),
    stacks: stacksOf(shown.filter((item) => item !== call)),
  };
}

const QUIET: ReadonlySet<InboxItem['presentation']> = new Set(['silent', 'background', 'badge', 'other']);

/** The pushes that reached a phone without showing anything, newest first. */
export function phoneQuiet(phone: Phone): readonly InboxItem[] {
  return phone.items.filter(({ presentation }) => QUIET.has(presentation));
}

/** A collapsed push keeps its ID and rings again. */
export function callKey(id: string, atMs: number): string {
  return `${id}@${atMs}`;
}

function stacksOf(items: readonly InboxItem[]): readonly Stack[] {
  const groups = groupBy(items, (item) => stackKey(item));
  return [...groups].flatMap(([key, [first, ...others]]) =>
    first === undefined ? [] : [{ key, items: [first, ...others] as const }],
  );
}

function stackKey(item: InboxItem): string {
  const app = appOf(item.topic);
  const thread = item.presentation === 'call' ? 'calls' : (alertOf(item)?.threadId ?? '');
  return `${app}\n${thread}`;
}

const SUFFIXES = /\.(?:voip|voip-ptt|complication|pushkit\.fileprovider|location-query|push-type\.\w+)$/;

/** The bundle ID of a topic. */
export function appOf(topic: string): string {
  return topic.replace(SUFFIXES, '');
}

/** A display name for the app: the last part of its bundle ID. */
export function appName(topic: string): string {
  const last = appOf(topic).split('.').at(-1) ?? '';
  return last === '' ? topic : last.charAt(0).toUpperCase() + last.slice(1);
}
