import { omitUndefined } from '../omit-undefined.js';
import { recordOf } from '../record-of.js';
import { COLLAPSE_ID_LIMIT_BYTES } from './push-types.js';

/** One request header of APNs that a person can choose. */
interface HeaderRow {
  /** Its name in a push, in preset and scenario files, in Compose, and as an option of commander. */
  readonly key: string;
  /** Its name on the wire, in lower case as HTTP/2 wants it. */
  readonly name: `apns-${string}`;
  /** Its option of the command line without the dashes, and the subject of what the linter finds in it. */
  readonly option: string;
  /**
   * - `text`: sent as it is written
   * - `number`: sent in decimal
   * - `moment`: Unix time in **seconds**; presets, options and Compose can count it from the moment of sending
   */
  readonly kind: 'text' | 'number' | 'moment';
  /** The most that is taken in. Unit: characters of a text, else the value. APNs judges what is below. */
  readonly most: number;
  /** What APNs allows of a text. Unit: UTF-8 bytes; `null` where it states no limit. */
  readonly limitBytes: number | null;
  /** Whether `{{names}}` in it are filled in. */
  readonly isTemplate: boolean;
  /** What a broadcast calls it; `null` where a broadcast has none. */
  readonly broadcastName: `apns-${string}` | null;
  /** True where the value differs from push to push, so that HPACK should remember no more than the name. */
  readonly isVaried: boolean;
  /** True for what names one request: a push that is sent again gets its own. */
  readonly isPerRequest: boolean;
}

/**
 * The headers in the order they are sent. Types, readers, writers, options and fields follow from this table: see “an
 * APNs header” in CONTRIBUTING.md for the few other places of a new row.
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
    // It names the app in its path.
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

/** Names the channel of a broadcast, which is the target and no header that a person chooses. */
export const CHANNEL_ID_HEADER = 'apns-channel-id';

export type PushHeader = (typeof PUSH_HEADERS)[number];
export type TextHeader = Extract<PushHeader, { kind: 'text' }>;
export type MomentHeader = Extract<PushHeader, { kind: 'moment' }>;
/** A header whose value is a number: as it is, or a moment. */
export type NumericHeader = Exclude<PushHeader, TextHeader>;

/** The headers of the table with their values; an absent one is not sent. */
export type TableHeaders = {
  readonly [Header in PushHeader as Header['key']]?: Header['kind'] extends 'text' ? string : number;
};

export const TEXT_HEADERS = PUSH_HEADERS.filter((header) => header.kind === 'text');
export const NUMERIC_HEADERS = PUSH_HEADERS.filter((header) => header.kind !== 'text');

const namesOf = ({ name, broadcastName }: PushHeader): readonly string[] =>
  broadcastName === null || broadcastName === name ? [name] : [name, broadcastName];

/** Every name that a header of the table has on the wire, that of a channel among them. */
export const WIRE_NAMES: readonly string[] = [CHANNEL_ID_HEADER, ...PUSH_HEADERS.flatMap(namesOf)];

/** The names of those whose values differ from push to push. */
export const VARIED_NAMES: readonly string[] = PUSH_HEADERS.filter(({ isVaried }) => isVaried).flatMap(
  namesOf,
);

/**
 * Collects headers one by one, from wherever they are written.
 *
 * @param read - Asked for each header of the table by its kind; `undefined` leaves it out.
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
