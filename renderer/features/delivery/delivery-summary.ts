import type { Delivery } from '#shared/apns/push';
import { describePayload, type ShownNotification } from '#shared/payload/preview';
import { parseJsonRecord } from '#shared/text/json-record';
import type { Language } from '#shared/text/localized-text';

/** Parsing what is larger only to show one line of it would make scrolling stutter. Unit: UTF-16 units. */
const SUMMARY_PAYLOAD_LIMIT = 32 * 1024;

/** The one line that says most about a delivery: its reason, what failed, or what it showed. */
export function summaryOf(delivery: Delivery, language: Language): string {
  if (delivery.reason !== null) return delivery.reason;
  if (delivery.failure !== null) return delivery.failure.message[language];
  const { payload, headers } = delivery.push;
  return payloadSummary(payload, headers.pushType ?? 'alert');
}

/**
 * What the payload shows: title and body of its alert, or the event of a Live Activity and its new state; empty when
 * it shows nothing.
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
