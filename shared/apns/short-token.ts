import type { Target } from './push.js';

/** Longer tokens are abbreviated. Unit: characters. */
const WHOLE_TOKEN = 16;
/** A longer name is a token without a name. Unit: characters. */
const WHOLE_NAME = 40;

/** Abbreviates a token to both ends, which are what people compare: `c63963fd…11aa02`. */
export function shortToken(token: string): string {
  return token.length <= WHOLE_TOKEN ? token : `${token.slice(0, 8)}…${token.slice(-6)}`;
}

/** Returns the name of a device, abbreviated if it is a token. */
export function shortName(nameOrToken: string): string {
  return nameOrToken.length <= WHOLE_NAME ? nameOrToken : shortToken(nameOrToken);
}

/** A short label for a target. */
export function targetLabel(target: Target): string {
  return target.kind === 'channel' ? target.channelId : (target.name ?? shortToken(target.token));
}
