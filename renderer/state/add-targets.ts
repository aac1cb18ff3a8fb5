import type { DeviceTokenReading } from '#shared/apns/device-token/device-token';
import { splitDeviceTokens } from '#shared/apns/device-token/split-device-tokens';
import type { LocalizedText } from '#shared/text/localized-text';
import type { ComposeTarget } from './compose-document.js';

/** The result of pasting a text of targets. */
export interface AddedTargets {
  readonly targets: readonly ComposeTarget[];
  readonly added: number;
  readonly duplicates: number;
  /** What was cleaned up, each message once. */
  readonly cleaned: readonly LocalizedText[];
  /** What is wrong with some of the tokens. They are added anyway: APNs decides. */
  readonly problems: readonly DeviceTokenReading[];
}

/** Reads every token in a text and adds those that are not in the list yet. */
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
