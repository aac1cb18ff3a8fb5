import { countAttempts, type Delivery } from '../apns/push.js';
import { readJson } from '../read-json.js';
import { connectMs } from './delivery-record.js';
import { type DiffLine, diffLines } from './diff-lines.js';

export interface FieldDifference {
  readonly name: string;
  /** `null` if absent. */
  readonly left: string | null;
  readonly right: string | null;
  readonly same: boolean;
}

export interface DeliveryComparison {
  /** Destination, credential and outcome. */
  readonly facts: readonly FieldDifference[];
  /** The headers of the request, by name. */
  readonly headers: readonly FieldDifference[];
  /** Line diff of the payloads; JSON is formatted first. */
  readonly payload: readonly DiffLine[];
  /** Whether the payloads are identical byte for byte. */
  readonly samePayload: boolean;
}

const FACTS: readonly { readonly name: string; readonly of: (delivery: Delivery) => string | null }[] = [
  { name: 'environment', of: ({ push }) => push.environment.kind },
  { name: 'origin', of: ({ request }) => request.origin },
  { name: 'path', of: ({ request }) => request.path },
  {
    name: 'device',
    of: ({ push }) => (push.target.kind === 'device' ? (push.target.name ?? null) : push.target.channelId),
  },
  { name: 'credential', of: ({ credentialName }) => credentialName },
  { name: 'outcome', of: ({ outcome }) => outcome },
  { name: 'status', of: ({ status }) => (status === null ? null : String(status)) },
  { name: 'reason', of: ({ reason, failure }) => reason ?? failure?.code ?? null },
  { name: 'apnsId', of: ({ apnsId }) => apnsId },
  { name: 'attempts', of: ({ attempts }) => String(countAttempts(attempts).attempts) },
  { name: 'connectMs', of: ({ timings }) => milliseconds(connectMs(timings)) },
  { name: 'responseMs', of: ({ timings }) => milliseconds(timings.responseMs) },
  { name: 'connection', of: ({ connectionId }) => connectionId },
];

/** Compares two deliveries. */
export function compareDeliveries(left: Delivery, right: Delivery): DeliveryComparison {
  const leftHeaders = headerMap(left);
  const rightHeaders = headerMap(right);
  const names = [...new Set([...leftHeaders.keys(), ...rightHeaders.keys()])];
  return {
    facts: FACTS.map(({ name, of }) => difference(name, of(left), of(right))),
    headers: names.map((name) =>
      difference(name, leftHeaders.get(name) ?? null, rightHeaders.get(name) ?? null),
    ),
    payload: diffLines(formatted(left.push.payload), formatted(right.push.payload)),
    samePayload: left.push.payload === right.push.payload,
  };
}

function difference(name: string, left: string | null, right: string | null): FieldDifference {
  return { name, left, right, same: left === right };
}

/** Maps headers by name; repeated ones are joined. */
function headerMap({ request }: Delivery): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const { name, value } of request.headers) {
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

function formatted(payload: string): string {
  try {
    return JSON.stringify(readJson(payload), null, 2);
  } catch {
    return payload;
  }
}

function milliseconds(value: number | null): string | null {
  return value === null ? null : `${value.toFixed(1)} ms`;
}
