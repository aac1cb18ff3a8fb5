import { PUSH_HEADERS } from '#shared/apns/header-table';
import type { ComposeFields } from '../../state/compose-document.js';

/** All headers without a field of their own above the section. */
export const FOLDED_HEADERS = PUSH_HEADERS.filter(
  (header) => header.key !== 'topic' && header.key !== 'pushType',
);
export type FoldedHeader = (typeof FOLDED_HEADERS)[number];

/** The optional headers that are set, under their wire names: short enough for one line. */
export function summarizeHeaders(document: ComposeFields): readonly string[] {
  const shown = FOLDED_HEADERS.flatMap((header) => {
    const value = valueOf(document, header);
    return value === null ? [] : [`${header.name} ${value}`.trim()];
  });
  return [...shown, ...document.customHeaders.map(({ name }) => name).filter((name) => name !== '')];
}

/** `null` for a header that is not sent; an ID of the request is long and says nothing. */
function valueOf(document: ComposeFields, header: FoldedHeader): string | null {
  switch (header.kind) {
    case 'text':
      if (document[header.key] === '') return null;
      return header.isPerRequest ? '' : document[header.key];
    case 'number':
      return document[header.key]?.toString() ?? null;
    case 'moment': {
      const choice = document[header.key];
      return choice.kind === 'unset' ? null : describeExpiration(choice);
    }
  }
}

function describeExpiration(expiration: Exclude<ComposeFields['expiration'], { kind: 'unset' }>): string {
  switch (expiration.kind) {
    case 'once':
      return '0';
    case 'after':
      return `+${expiration.seconds} s`;
    case 'at':
      return String(expiration.unixS);
  }
}
