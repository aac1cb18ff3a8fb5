import type { DeviceTokenReading } from '#shared/apns/device-token/device-token';
import { splitDeviceTokens } from '#shared/apns/device-token/split-device-tokens';
import type { LocalizedText } from '#shared/text/localized-text';
import type { ComposeTarget } from './compose-document.js';

/** What became of a pasted text. */
export interface AddedTargets {
  readonly targets: readonly ComposeTarget[];
  readonly added: number;
  readonly duplicates: number;
  /** What was cleaned, each sentence once. */
  readonly cleaned: readonly LocalizedText[];
  /** What is wrong with some of them. They are added all the same: APNs judges. */
  readonly problems: readonly DeviceTokenReading[];
}

/** Reads every token in a text and adds those that are not there yet. */
export function addTargets(before: readonly ComposeTarget[], text: string): AddedTargets {
  const known = new Set(before.map(({ token }) => token));
  const targets = [...before];
  const cleaned = new Map<string, LocalizedText>();
  const problems: DeviceTokenReading[] = [];
  let duplicates = 0;
  for (const reading of splitDeviceTokens(text)) {
    if (known.has(reading.token)) {
      duplicates += 1;
      continue;
    }
    known.add(reading.token);
    targets.push({ token: reading.token, name: null });
    if (reading.cleaned !== null) cleaned.set(reading.cleaned.en, reading.cleaned);
    if (reading.problem !== null) problems.push(reading);
  }
  return {
    targets,
    added: targets.length - before.length,
    duplicates,
    cleaned: [...cleaned.values()],
    problems,
  };
}
