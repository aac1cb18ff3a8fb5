/** The scheme that other programs, pages and chat messages use to open Pushdeck with something filled in. */
export const DEEP_LINK_SCHEME = 'pushdeck';

/** Longer than any link that carries a full payload; what is longer was not meant for us. Unit: UTF-16 units. */
const LINK_LIMIT = 16 * 1024;

/**
 * A link into Compose. It only fills in: nothing is sent, no credential is chosen and no server of the sender's
 * own is taken over, because anybody can write such a link.
 */
export interface DeepLink {
  readonly kind: 'compose';
  readonly environment?: 'simulator' | 'sandbox' | 'production';
  readonly token?: string;
  readonly topic?: string;
  readonly pushType?: string;
  readonly payload?: string;
}

/**
 * Reads a `pushdeck://compose?environment=…&token=…&topic=…&push-type=…&payload=…` link.
 *
 * @returns `null` for everything else; unknown parameters are passed over, so that newer links open here too.
 */
export function parseDeepLink(link: string): DeepLink | null {
  if (link.length > LINK_LIMIT || !URL.canParse(link)) return null;
  const url = new URL(link);
  // Without a special scheme `pushdeck:compose` has no host and its target in the path.
  const target = url.host === '' ? url.pathname : url.host;
  if (url.protocol !== `${DEEP_LINK_SCHEME}:` || target !== 'compose') return null;
  const query = url.searchParams;
  const environment = ENVIRONMENTS.find((known) => known === query.get('environment'));
  return {
    kind: 'compose',
    ...(environment !== undefined && { environment }),
    ...filled('token', query.get('token')),
    ...filled('topic', query.get('topic')),
    ...filled('pushType', query.get('push-type')),
    ...filled('payload', query.get('payload')),
  };
}

const ENVIRONMENTS = ['simulator', 'sandbox', 'production'] as const;

function filled<Name extends string>(name: Name, value: string | null): Partial<Record<Name, string>> {
  if (value === null || value === '') return {};
  const entry: Partial<Record<Name, string>> = {};
  entry[name] = value;
  return entry;
}
