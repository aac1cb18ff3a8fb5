import { environmentInWords, isThisMachine } from '../apns/environment.js';
import type { Environment } from '../apns/push.js';
import { bundleIdOf } from '../apns/topic.js';
import { AppError } from '../errors.js';
import type { LocalizedText } from '../text/localized-text.js';
import type { Device } from '../workspace/device.js';
import { SAMPLE_DEVICES, SAMPLE_TEAM_ID, SAMPLE_TOPIC } from './samples.js';

/**
 * What the simulator made for itself (its credentials, devices and topic) is good on this machine only: in the
 * embedded simulator, and on servers that listen on a loopback address. Everywhere else is treated like Apple.
 */
export function takesSamples(environment: Environment): boolean {
  if (environment.kind === 'simulator') return true;
  if (environment.kind !== 'custom') return false;
  // Nothing can be sent to an invalid address; the sender reports it.
  return !URL.canParse(environment.url) || isThisMachine(new URL(environment.url).hostname);
}

/** Whether a credential is one of those that simulators make for themselves: they all belong to one team. */
export function isSampleTeam(teamId: string | null): boolean {
  return teamId === SAMPLE_TEAM_ID;
}

/** Whether a topic belongs to the app of the simulated devices. */
export function isSampleTopic(topic: string): boolean {
  return bundleIdOf(topic) === SAMPLE_TOPIC;
}

const SAMPLE_TOKENS: ReadonlySet<string> = new Set(SAMPLE_DEVICES.map(({ token }) => token));
const NONE: ReadonlySet<string> = new Set();

/**
 * The tokens that stand for simulated devices and must not leave for an environment.
 *
 * @param simulated - Tokens that the embedded simulator knows by now.
 * @param saved - Devices of the workspace. One that is saved for Apple is real, wherever else it was tried; one
 * saved for this very server belongs there, though it be a simulator on another machine.
 */
export function simulatedTokensFor(
  environment: Environment,
  simulated: readonly string[],
  saved: readonly Device[],
): ReadonlySet<string> {
  if (takesSamples(environment)) return NONE;
  const tokens = new Set([...SAMPLE_TOKENS, ...simulated]);
  for (const { token, environment: home } of saved) if (home.kind === 'simulator') tokens.add(token);
  for (const { token, environment: home } of saved) {
    const isAtHome = environment.kind === 'custom' && home.kind === 'custom' && home.url === environment.url;
    const isReal = home.kind !== 'simulator' && !SAMPLE_TOKENS.has(token);
    if (isAtHome || isReal) tokens.delete(token);
  }
  return tokens;
}

/** An environment inside a sentence; Chinese sets no address right beside its characters. */
export function placeInWords(environment: Environment): LocalizedText {
  const words = environmentInWords(environment);
  return environment.kind === 'custom' ? { en: words.en, zh: `“${words.zh}”` } : words;
}

/** The refusal of a sample credential that is about to leave this machine. */
export function sampleCredentialRefused(name: string, environment: Environment): AppError {
  const place = placeInWords(environment);
  return new AppError(
    'simulator-only',
    {
      en: `“${name}” is a sample credential of the simulator, and the push goes to ${place.en}: nothing was sent.`,
      zh: `“${name}”是模拟器的示例凭证，而此推送发往${place.zh}，因此没有发送。`,
    },
    {
      en: 'Choose a credential from Apple, or send to the simulator.',
      zh: '请选择 Apple 颁发的凭证，或改为发送到模拟器。',
    },
  );
}

/** The refusal of a simulated device's token that is about to leave this machine. */
export function simulatedDeviceRefused(
  device: { readonly token: string; readonly name?: string | null | undefined },
  environment: Environment,
): AppError {
  const place = placeInWords(environment);
  const shown = device.name ?? SAMPLE_DEVICES.find(({ token }) => token === device.token)?.name;
  const name = shown ?? `${device.token.slice(0, 8)}…`;
  return new AppError(
    'simulator-only',
    {
      en: `“${name}” is a device of the simulator, and the push goes to ${place.en}: nothing was sent to it.`,
      zh: `“${name}”是模拟器的设备，而此推送发往${place.zh}，因此没有向它发送。`,
    },
    {
      en: 'Take it out of the list, or send to the simulator. If the token is that of a real device, save the device for its environment first.',
      zh: '请将其移出列表，或改为发送到模拟器。如果该令牌属于真实设备，请先按其环境保存该设备。',
    },
  );
}
