import { DELIVERY_OUTCOMES } from '../apns/push.js';
import { omitUndefined } from '../omit-undefined.js';
import type { NodeReader, Place } from './node-reader.js';
import { type Expectation, SHOWN } from './scenario.js';

/** Unit: milliseconds. */
const LONGEST_ANSWER_MS = 600_000;

/** Reads the expectation for a push. */
export function readExpectation(reader: NodeReader, place: Place): Expectation | null {
  const members = reader.object(place, ['outcome', 'status', 'reason', 'withinMs', 'shows']);
  if (members === null) return null;
  if (members.size === 0) {
    return reader.report(place, {
      en: 'The expectation is empty. Give at least one of outcome, status, reason, withinMs and shows.',
      zh: '没有填写任何期望。请至少填写 outcome、status、reason、withinMs、shows 之一。',
    });
  }
  const outcome = reader.optional(members, 'outcome', (at) => reader.choice(at, DELIVERY_OUTCOMES));
  const status = reader.optional(members, 'status', (at) => reader.number(at, { least: 100, most: 599 }));
  const withinMs = reader.optional(members, 'withinMs', (at) =>
    reader.number(at, { least: 1, most: LONGEST_ANSWER_MS }),
  );
  const shows = reader.optional(members, 'shows', (at) => reader.choice(at, SHOWN));
  const isNoReason = members.get('reason')?.node.type === 'null';
  const reason = isNoReason
    ? null
    : reader.optional(members, 'reason', (at) => reader.text(at, { least: 1, most: 200 }));
  return {
    ...omitUndefined({ outcome, status, reason, withinMs, shows }),
  };
}
