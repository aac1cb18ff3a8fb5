import type { Delivery } from '#shared/apns/push';
import { describePayload, type ShownNotification } from '#shared/payload/preview';
import { parseJsonRecord } from '#shared/text/json-record';
import type { Language } from '#shared/text/localized-text';

/** Parsing larger payloads for one line of text would make scrolling stutter. Unit: UTF-16 code units. */
const SUMMARY_PAYLOAD_LIMIT = 32 * 1024;

/** The most informative line about a delivery: its reason, what failed, or what it showed. */
export function summaryOf(delivery: Delivery, language: Language): string {
  if (delivery.reason !== null) return delivery.reason;
  if (delivery.failure !== null) return delivery.failure.message[language];
  const { payload, headers } = delivery.push;
  return payloadSummary(payload, headers.pushType ?? 'alert');
}

/**
 * What the payload shows: the title and body of its alert, or the event and new state of a Live Activity. Empty when it
 * shows nothing.
 */
export function payloadSummary(payload: string, pushType: string): string {
  const whole = payload.length > SUMMARY_PAYLOAD_LIMIT ? null : parseJsonRecord(payload);
  if (whole === null) return '';
  const shown = describePayload(whole, pushType);
  if (shown.kind === 'notification') return alertWords(shown);
  if (shown.kind !== 'live-activity') return '';
  if (shown.alert !== null) return alertWords(shown.alert);
  const { event, contentState } = shown;
  return contentState === null ? '' : `${event === null ? '' : `${event} `}${JSON.stringify(contentState)}`;
}

function alertWords({ title, body }: ShownNotification): string {
  return [title, body].flatMap((line) => line?.words ?? []).join(' · ');
}
