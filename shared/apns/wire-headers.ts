import { collectHeaders, WIRE_NAMES } from './header-table.js';
import type { HeaderField, PushHeaders } from './push.js';
import { carriesSecret } from './secret-headers.js';

/** What every HTTP client sends by itself. */
const HTTP_HEADERS = ['content-type', 'content-length', 'accept', 'user-agent', 'host'];
const KNOWN_HEADERS: ReadonlySet<string> = new Set([...WIRE_NAMES, ...HTTP_HEADERS]);

/**
 * The headers of a push from their names on the wire, as a command or a message of another service has them. What is not
 * APNs' becomes a header of one's own; what can carry a secret is left out.
 *
 * @param fields - With names in lower case.
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
