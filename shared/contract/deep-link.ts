import { omitUndefined } from '../omit-undefined.js';
/** The scheme that other programs, pages and chat messages use to open Pushdeck at a place. */
export const DEEP_LINK_SCHEME = 'pushdeck';

/** Longer than any link that carries a full payload; what is longer was not meant for us. Unit: UTF-16 units. */
const LINK_LIMIT = 16 * 1024;
/** IDs are UUIDs today. */
const ID = /^[\w-]{1,64}$/;

/**
 * A link into Compose. It only fills in: nothing is sent, no credential is chosen and no server of the sender's
 * own is taken over, because anyone can write such a link.
 */
export interface ComposeLink {
  readonly kind: 'compose';
  readonly environment?: 'simulator' | 'sandbox' | 'production';
  readonly token?: string;
  readonly topic?: string;
  readonly pushType?: string;
  readonly payload?: string;
}

/** A link to something in the history of this machine. It only shows. */
export interface HistoryLink {
  readonly kind: 'delivery' | 'batch';
  readonly id: string;
}

export type DeepLink = ComposeLink | HistoryLink;

/**
 * Reads a link:
 *
 * - `pushdeck://compose?environment=…&token=…&topic=…&push-type=…&payload=…`; unknown parameters are passed over,
 *   so that newer links open here too
 * - `pushdeck://delivery/<id>` and `pushdeck://batch/<id>`
 *
 * @returns `null` for everything else.
 */
export function parseDeepLink(link: string): DeepLink | null {
  if (link.length > LINK_LIMIT || !URL.canParse(link)) return null;
  const url = new URL(link);
  if (url.protocol !== `${DEEP_LINK_SCHEME}:`) return null;
  // Without a special scheme `pushdeck:compose` has no host and everything in the path.
  const [kind = '', id = '', ...rest] = `${url.host}${url.pathname}`.split('/');
  if (kind === 'compose') return composeLink(url.searchParams);
  if ((kind !== 'delivery' && kind !== 'batch') || !ID.test(id) || rest.some((part) => part !== ''))
    return null;
  return { kind, id };
}

/** The link that {@link parseDeepLink} reads. */
export function formatHistoryLink({ kind, id }: HistoryLink): string {
  return `${DEEP_LINK_SCHEME}://${kind}/${id}`;
}

const ENVIRONMENTS = ['simulator', 'sandbox', 'production'] as const;

function composeLink(query: URLSearchParams): ComposeLink {
  const environment = ENVIRONMENTS.find((known) => known === query.get('environment'));
  return {
    kind: 'compose',
    ...omitUndefined({ environment }),
    ...filled('token', query.get('token')),
    ...filled('topic', query.get('topic')),
    ...filled('pushType', query.get('push-type')),
    ...filled('payload', query.get('payload')),
  };
}

function filled<Name extends string>(name: Name, value: string | null): Partial<Record<Name, string>> {
  if (value === null || value === '') return {};
  const entry: Partial<Record<Name, string>> = {};
  entry[name] = value;
  return entry;
}
