import { type Device, groupsOf } from '#shared/workspace/device';
import type { ComposeTarget } from '../../state/compose-document.js';

/** A saved device or group that can be added as a target. */
export type TargetSuggestion =
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly name: string;
      readonly devices: readonly Device[];
    }
  | { readonly kind: 'device'; readonly id: string; readonly name: string; readonly device: Device };

/** The most suggestions to show. */
const MAX_SUGGESTIONS = 40;

/** The saved groups and devices that match the typed text and are not all added yet. Gone devices are not offered. */
export function suggestTargets(
  devices: readonly Device[],
  typed: string,
  present: readonly ComposeTarget[],
): readonly TargetSuggestion[] {
  const words = typed.trim().toLowerCase();
  const tokens = new Set(present.map(({ token }) => token));
  const usable = devices.filter(({ goneAtMs }) => goneAtMs === null);
  const fits = (name: string): boolean => name.toLowerCase().includes(words);
  const groups = groupsOf(usable)
    .filter(fits)
    .map((name): TargetSuggestion => {
      const members = usable.filter((device) => device.groups.includes(name));
      return { kind: 'group', id: `group:${name}`, name, devices: members };
    })
    .filter((offer) => offer.kind === 'group' && offer.devices.some(({ token }) => !tokens.has(token)));
  const single = usable
    .filter((device) => !tokens.has(device.token) && (fits(device.name) || device.tags.some(fits)))
    .map((device): TargetSuggestion => ({
      kind: 'device',
      id: `device:${device.name}`,
      name: device.name,
      device,
    }));
  return [...groups, ...single].slice(0, MAX_SUGGESTIONS);
}

/** The targets with a suggestion added, each token once. */
export function withSuggestion(
  present: readonly ComposeTarget[],
  offer: TargetSuggestion,
): readonly ComposeTarget[] {
  const devices = offer.kind === 'group' ? offer.devices : [offer.device];
  const tokens = new Set(present.map(({ token }) => token));
  return [
    ...present,
    ...devices.filter(({ token }) => !tokens.has(token)).map(({ token, name }) => ({ token, name })),
  ];
}
