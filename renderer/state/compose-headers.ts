import {
  collectHeaders,
  type MomentHeader,
  type NumericHeader,
  PUSH_HEADERS,
  type TableHeaders,
  TEXT_HEADERS,
  type TextHeader,
} from '#shared/apns/header-table';
import type { HeaderField } from '#shared/apns/push';
import { recordOf } from '#shared/record-of';

/** The user's choice of when APNs may give up. */
export type ExpirationChoice =
  | { readonly kind: 'unset' }
  /** One attempt, never stored. */
  | { readonly kind: 'once' }
  /** Unit: seconds after sending. */
  | { readonly kind: 'after'; readonly seconds: number }
  /** Unix time in seconds. */
  | { readonly kind: 'at'; readonly unixS: number };

type PlainNumberHeader = Exclude<NumericHeader, MomentHeader>;
type TableFields = Record<TextHeader['key'], string> &
  Record<PlainNumberHeader['key'], number | null> &
  Record<MomentHeader['key'], ExpirationChoice>;

/** The headers as Compose holds them while editing: an empty text, `null` and `unset` are not sent. */
export interface ComposeHeaders extends Readonly<TableFields> {
  readonly customHeaders: readonly HeaderField[];
}

export const NUMBER_HEADERS = PUSH_HEADERS.filter((header) => header.kind === 'number');
export const MOMENT_HEADERS = PUSH_HEADERS.filter((header) => header.kind === 'moment');

/** No header is set. */
export const NO_HEADERS: ComposeHeaders = {
  ...recordOf(TEXT_HEADERS, () => ''),
  ...recordOf(NUMBER_HEADERS, () => null),
  ...recordOf(MOMENT_HEADERS, () => ({ kind: 'unset' }) as const),
  customHeaders: [],
};

/** The headers that are set, all but the expiration, whose format depends on where it is used. */
export function filledHeaders(fields: ComposeHeaders): Omit<TableHeaders, MomentHeader['key']> {
  return collectHeaders({
    text: ({ key }) => (fields[key] === '' ? undefined : fields[key]),
    number: (header) => (header.kind === 'moment' ? undefined : (fields[header.key] ?? undefined)),
  });
}

/** The fields for these headers; fields of absent headers are absent. */
export function fieldsOfHeaders(headers: TableHeaders): Partial<ComposeHeaders> {
  const { expiration, ...plain } = collectHeaders({
    text: ({ key }) => headers[key],
    number: ({ key }) => headers[key],
  });
  return { ...plain, ...(expiration !== undefined && { expiration: choiceOfExpiration(expiration) }) };
}

function choiceOfExpiration(unixS: number): ExpirationChoice {
  return unixS === 0 ? { kind: 'once' } : { kind: 'at', unixS };
}
