import { omitUndefined } from '../omit-undefined.js';
import { recordOf } from '../record-of.js';
import { COLLAPSE_ID_LIMIT_BYTES } from './push-types.js';

/** One APNs request header that the user can set. */
interface HeaderRow {
  /** Its name in a push, in preset and scenario files, in Compose, and as an option of commander. */
  readonly key: string;
  /** Its name on the wire, in lower case as HTTP/2 requires. */
  readonly name: `apns-${string}`;
  /** Its command-line option without the dashes; also its name in diagnostics of the linter. */
  readonly option: string;
  /**
   * - `text`: sent as is
   * - `number`: sent in decimal
   * - `moment`: Unix time in **seconds**; presets, options and Compose can count it from the moment of sending
   */
  readonly kind: 'text' | 'number' | 'moment';
  /** Upper limit for input: characters of a text, else the value. Anything within it is left for APNs to judge. */
  readonly most: number;
  /** The limit of APNs for a text. Unit: UTF-8 bytes; `null` if none is documented. */
  readonly limitBytes: number | null;
  /** Whether `{{variables}}` in it are substituted. */
  readonly isTemplate: boolean;
  /** Its name in a broadcast; `null` if broadcasts do not have it. */
  readonly broadcastName: `apns-${string}` | null;
  /** True if the value differs from push to push, so that only the name is worth indexing in HPACK. */
  readonly isVaried: boolean;
  /** True if it identifies a single request: sending a push again needs a new value. */
  readonly isPerRequest: boolean;
}

/**
 * The headers in the order they are sent. Types, parsers, options and form fields are derived from this table; “an APNs
 * header” in CONTRIBUTING.md lists what else a new row needs.
 *
 * @see https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
export const PUSH_HEADERS = [
  {
    key: 'topic',
    name: 'apns-topic',
    option: 'topic',
    kind: 'text',
    most: 1024,
    limitBytes: null,
    isTemplate: true,
    // A broadcast names the app in its path.
    broadcastName: null,
    isVaried: false,
    isPerRequest: false,
  },
  {
    key: 'pushType',
    name: 'apns-push-type',
    option: 'push-type',
    kind: 'text',
    most: 64,
    limitBytes: null,
    isTemplate: false,
    broadcastName: 'apns-push-type',
    isVaried: false,
    isPerRequest: false,
  },
  {
    key: 'priority',
    name: 'apns-priority',
    option: 'priority',
    kind: 'number',
    most: 1_000_000,
    limitBytes: null,
    isTemplate: false,
    broadcastName: 'apns-priority',
    isVaried: false,
    isPerRequest: false,
  },
  {
    // `0`: one attempt, never stored.
    key: 'expiration',
    name: 'apns-expiration',
    option: 'expiration',
    kind: 'moment',
    most: Number.MAX_SAFE_INTEGER,
    limitBytes: null,
    isTemplate: false,
    broadcastName: 'apns-expiration',
    isVaried: true,
    isPerRequest: false,
  },
  {
    key: 'collapseId',
    name: 'apns-collapse-id',
    option: 'collapse-id',
    kind: 'text',
    most: 4096,
    limitBytes: COLLAPSE_ID_LIMIT_BYTES,
    isTemplate: true,
    broadcastName: null,
    isVaried: true,
    isPerRequest: false,
  },
  {
    key: 'id',
    name: 'apns-id',
    option: 'id',
    kind: 'text',
    most: 200,
    limitBytes: null,
    isTemplate: true,
    broadcastName: 'apns-request-id',
    isVaried: true,
    isPerRequest: true,
  },
] as const satisfies readonly HeaderRow[];

/** Names the channel of a broadcast, which is its target and not a header that the user sets. */
export const CHANNEL_ID_HEADER = 'apns-channel-id';

export type PushHeader = (typeof PUSH_HEADERS)[number];
export type TextHeader = Extract<PushHeader, { kind: 'text' }>;
export type MomentHeader = Extract<PushHeader, { kind: 'moment' }>;
/** A header whose value is a number or a point in time. */
export type NumericHeader = Exclude<PushHeader, TextHeader>;

/** Values for the headers of the table; absent ones are not sent. */
export type TableHeaders = {
  readonly [Header in PushHeader as Header['key']]?: Header['kind'] extends 'text' ? string : number;
};

export const TEXT_HEADERS = PUSH_HEADERS.filter((header) => header.kind === 'text');
export const NUMERIC_HEADERS = PUSH_HEADERS.filter((header) => header.kind !== 'text');

const namesOf = ({ name, broadcastName }: PushHeader): readonly string[] =>
  broadcastName === null || broadcastName === name ? [name] : [name, broadcastName];

/** All wire names, including the one of the channel ID. */
export const WIRE_NAMES: readonly string[] = [CHANNEL_ID_HEADER, ...PUSH_HEADERS.flatMap(namesOf)];

/** The wire names of headers whose values differ from push to push. */
export const VARIED_NAMES: readonly string[] = PUSH_HEADERS.filter(({ isVaried }) => isVaried).flatMap(
  namesOf,
);

/**
 * Builds the headers by reading each one from a source.
 *
 * @param read - Called for each header of the table, by kind; `undefined` leaves it out.
 */
export function collectHeaders(read: {
  readonly text: (header: TextHeader) => string | undefined;
  readonly number: (header: NumericHeader) => number | undefined;
}): TableHeaders {
  return omitUndefined({
    ...recordOf(TEXT_HEADERS, read.text),
    ...recordOf(NUMERIC_HEADERS, read.number),
  });
}
