import type { Target } from './push.js';

/** The longest token that is shown whole: a longer one is shorter by both its ends. Unit: characters. */
const WHOLE_TOKEN = 16;
/** Names that people give are read whole; what is longer is a token that stands for itself. Unit: characters. */
const WHOLE_NAME = 40;

/** A token by both its ends, which are what people compare: `c63963fd…11aa02`. */
export function shortToken(token: string): string {
  return token.length <= WHOLE_TOKEN ? token : `${token.slice(0, 8)}…${token.slice(-6)}`;
}

/** The name of a device, or the token of one that has none. */
export function shortName(nameOrToken: string): string {
  return nameOrToken.length <= WHOLE_NAME ? nameOrToken : shortToken(nameOrToken);
}

/** Where a push went, in a few characters. */
export function targetLabel(target: Target): string {
  return target.kind === 'channel' ? target.channelId : (target.name ?? shortToken(target.token));
}
