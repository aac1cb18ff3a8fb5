import type { Channel } from '#shared/apns/channel';
import type { Push } from '#shared/apns/push';
import { removeValue, setValue } from '#shared/payload/edit';
import { parseJson } from '#shared/payload/json-parser';
import { nodeAt } from '#shared/payload/json-tree';
import { compileTemplate, scopeWith } from '#shared/payload/template';
import { SAMPLES } from '../payload/samples.js';
import type { Scope } from './channel-scope.js';

/** The events a channel can carry: an activity is started on each device separately. */
export const BROADCAST_EVENTS = ['update', 'end'] as const;
export type BroadcastEvent = (typeof BROADCAST_EVENTS)[number];

export const PRIORITIES = [10, 5] as const;

/** The offered storage times; a channel that stores messages keeps them for eight hours at most. Unit: hours. */
export const KEEP_HOURS = [0, 1, 4, 8] as const;

/** A broadcast while it is being written. */
export interface BroadcastDraft {
  readonly payload: string;
  readonly priority: (typeof PRIORITIES)[number];
  readonly keepHours: (typeof KEEP_HOURS)[number];
}

/** The initial payload. */
export function samplePayload(event: 'start' | BroadcastEvent): string {
  return SAMPLES.find(({ file }) => file === `liveactivity-${event}.json`)?.payload.trim() ?? '';
}

export const FIRST_DRAFT: BroadcastDraft = {
  payload: samplePayload('update'),
  priority: 10,
  keepHours: 0,
};

export function isBroadcastDraft(value: unknown): value is BroadcastDraft {
  if (typeof value !== 'object' || value === null) return false;
  const { payload, priority, keepHours } = value as Partial<Record<keyof BroadcastDraft, unknown>>;
  return (
    typeof payload === 'string' &&
    PRIORITIES.some((known) => known === priority) &&
    KEEP_HOURS.some((known) => known === keepHours)
  );
}

/** The event of a payload; `null` for one that a channel cannot carry, or for text that is not JSON. */
export function eventOf(payload: string): BroadcastEvent | null {
  const { root } = parseJson(payload);
  const node = root === null ? undefined : nodeAt(root, '/aps/event');
  return BROADCAST_EVENTS.find((event) => node?.type === 'string' && node.value === event) ?? null;
}

/** The payload with another event: a sample is replaced with the other sample, otherwise only the value changes. */
export function withEvent(payload: string, event: BroadcastEvent): string {
  const isSample = BROADCAST_EVENTS.some((known) => samplePayload(known) === payload.trim());
  return isSample ? samplePayload(event) : (setValue(payload, '/aps/event', event) ?? payload);
}

/** The values of the built-in variables of a payload. */
export interface TemplateInputs {
  readonly nowMs: number;
  readonly uuid: () => string;
}

/**
 * The push for a broadcast.
 *
 * @param channel - A channel that stores nothing accepts only expiration 0.
 * @throws AppError `missing-variable`, `bad-template`.
 */
export function broadcastPush(
  scope: Scope,
  channel: Channel,
  draft: BroadcastDraft,
  inputs: TemplateInputs,
): Push {
  const keeps = channel.storagePolicy === 'most-recent' && draft.keepHours > 0;
  return {
    environment: scope.environment,
    credentialId: scope.credentialId,
    target: { kind: 'channel', bundleId: scope.bundleId, channelId: channel.id },
    headers: {
      pushType: 'liveactivity',
      priority: draft.priority,
      expiration: keeps ? Math.floor(inputs.nowMs / 1000) + draft.keepHours * 3600 : 0,
    },
    payload: filledIn(draft.payload, inputs),
  };
}

/** The push that starts a Live Activity on one device, which then takes its updates from a channel. */
export function activityPush(
  scope: Scope,
  channelId: string,
  device: { readonly token: string; readonly name: string },
  inputs: TemplateInputs,
): Push {
  return {
    environment: scope.environment,
    credentialId: scope.credentialId,
    target: { kind: 'device', ...device },
    headers: { topic: activityTopic(scope.bundleId), pushType: 'liveactivity', priority: 10 },
    payload: filledIn(startPayload(channelId), inputs),
  };
}

/** The topic of the Live Activity tokens of an app. */
export function activityTopic(bundleId: string): string {
  return `${bundleId}.push-type.liveactivity`;
}

/**
 * The sample for starting an activity, which requests an update token, changed to request the channel: a device rejects
 * both together.
 */
function startPayload(channelId: string): string {
  const withoutToken = removeValue(samplePayload('start'), '/aps/input-push-token') ?? '';
  return setValue(withoutToken, '/aps/input-push-channel', channelId) ?? withoutToken;
}

function filledIn(payload: string, { nowMs, uuid }: TemplateInputs): string {
  return compileTemplate(payload).render(scopeWith({}, { nowMs, uuid, counter: 1, token: '', device: '' }));
}
