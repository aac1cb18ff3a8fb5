import type { Push } from '#shared/apns/push';
import type { Shown } from '#shared/scenario/scenario';
import type { SimulatorPort } from '../ports/ports.js';

/**
 * Finds out how the simulated device presented an accepted push.
 *
 * @param sinceMs - When it was sent; earlier pushes may have the same payload. Unix time in milliseconds.
 */
export function findPresentation(
  { state }: Pick<SimulatorPort, 'state'>,
  push: Push,
  sinceMs: number,
): Shown {
  const { target, payload } = push;
  if (target.kind !== 'device') return 'nothing';
  const inbox = state().inboxes.find(({ device }) => device.token === target.token);
  if (inbox === undefined) return 'nothing';
  const isThis = (item: { readonly payload: string; readonly atMs: number }): boolean =>
    item.payload === payload && item.atMs >= sinceMs;
  const shown = inbox.items.find(isThis);
  if (shown !== undefined) return shown.presentation;
  return inbox.waiting !== null && isThis(inbox.waiting) ? 'stored' : 'nothing';
}
