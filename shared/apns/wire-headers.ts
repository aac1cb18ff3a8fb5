import { collectHeaders, WIRE_NAMES } from './header-table.js';
import type { HeaderField, PushHeaders } from './push.js';
import { carriesSecret } from './secret-headers.js';

/** Headers that HTTP clients add by themselves. */
const HTTP_HEADERS = ['content-type', 'content-length', 'accept', 'user-agent', 'host'];
const KNOWN_HEADERS: ReadonlySet<string> = new Set([...WIRE_NAMES, ...HTTP_HEADERS]);

/**
 * Converts wire headers, as found in a command or a message for another service, to the headers of a push. Unknown
 * headers become custom headers; potential secrets are left out.
 *
 * @param fields - Fields with lower-case names.
 */
export function headersFromWire(fields: readonly HeaderField[]): PushHeaders {
  const text = (name: string): string | undefined => fields.find((field) => field.name === name)?.value;
  const known = collectHeaders({
    text: ({ name, broadcastName }) =>
      text(name) ?? (broadcastName === null ? undefined : text(broadcastName)),
    number: ({ name }) => {
      const value = text(name);
      return value !== undefined && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
    },
  });
  const custom = fields.filter((field) => !KNOWN_HEADERS.has(field.name) && !carriesSecret(field));
  return { ...known, ...(custom.length > 0 && { custom }) };
}
