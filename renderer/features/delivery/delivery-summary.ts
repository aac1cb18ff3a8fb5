import type { Delivery } from '#shared/apns/push';
import type { Language } from '#shared/text/localized-text';

/** Parsing what is larger only to show one line of it would make scrolling stutter. Unit: UTF-16 units. */
const SUMMARY_PAYLOAD_LIMIT = 32 * 1024;

/** What the payload would show: title and body of its alert; empty when it shows nothing. */
export function alertSummary(payload: string): string {
  if (payload.length > SUMMARY_PAYLOAD_LIMIT) return '';
  const alert = property(property(parse(payload), 'aps'), 'alert');
  if (typeof alert === 'string') return alert;
  return ['title', 'body']
    .map((name) => property(alert, name))
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' · ');
}

/** The one line that says most about a delivery: its reason, what failed, or what it showed. */
export function summaryOf(delivery: Delivery, language: Language): string {
  if (delivery.reason !== null) return delivery.reason;
  if (delivery.failure !== null) return delivery.failure.message[language];
  const { payload } = delivery.push;
  return alertSummary(payload) || activitySummary(payload);
}

/** The event of a Live Activity and its new state; empty for anything else. */
function activitySummary(payload: string): string {
  if (payload.length > SUMMARY_PAYLOAD_LIMIT) return '';
  const aps = property(parse(payload), 'aps');
  const state = property(aps, 'content-state');
  if (state === undefined) return '';
  const event = property(aps, 'event');
  return `${typeof event === 'string' ? `${event} ` : ''}${JSON.stringify(state)}`;
}

function parse(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
