import { omitUndefined } from '../omit-undefined.js';
import { type JsonNode, toValue, valueOf } from '../payload/json-tree.js';
import { isJsonRecord, type JsonValue } from '../text/json-record.js';
import type { MessageService, MessageSource, TakenMessage } from './foreign-message.js';
import { headersOf, othersThan, printed, recordAt, textAt } from './json-parts.js';
import { readLooseJson } from './loose-json.js';

/** Amazon SNS: the payload is a text under one of its keys for Apple. https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html */
const SNS_KEYS: Readonly<
  Record<string, { readonly pushType?: string; readonly environment: 'sandbox' | 'production' }>
> = {
  APNS: { environment: 'production' },
  APNS_SANDBOX: { environment: 'sandbox' },
  APNS_VOIP: { environment: 'production', pushType: 'voip' },
  APNS_VOIP_SANDBOX: { environment: 'sandbox', pushType: 'voip' },
};

/** How SNS names what becomes a header. https://docs.aws.amazon.com/sns/latest/dg/mobile-push-send-custommobile.html */
const SNS_ATTRIBUTES: Readonly<Record<string, string>> = {
  'AWS.SNS.MOBILE.APNS.PUSH_TYPE': 'apns-push-type',
  'AWS.SNS.MOBILE.APNS.PRIORITY': 'apns-priority',
  'AWS.SNS.MOBILE.APNS.COLLAPSE_ID': 'apns-collapse-id',
  'AWS.SNS.MOBILE.APNS.TOPIC': 'apns-topic',
};

export const AMAZON_SNS: MessageService = {
  id: 'sns',
  name: { en: 'a message for Amazon SNS', zh: 'Amazon SNS 的消息' },
  read: (source) => {
    const message = textAt(source.root, 'Message');
    const inner = message === undefined ? null : readLooseJson(message);
    const taken = readSns(inner ?? source);
    if (taken === null || inner === null) return taken;
    const attributes = recordAt(source.root, 'MessageAttributes') ?? {};
    const headers = Object.entries(SNS_ATTRIBUTES).map(([name, header]) => {
      const attribute = attributes[name];
      return [header, isJsonRecord(attribute) ? attribute['StringValue'] : undefined] as const;
    });
    return {
      ...taken,
      headers: [...taken.headers, ...headersOf(Object.fromEntries(headers))],
      leftOut: [
        ...taken.leftOut,
        ...othersThan(source.root, ['Message', 'MessageAttributes', 'MessageStructure']),
      ],
    };
  },
};

function readSns({ root }: MessageSource): TakenMessage | null {
  const keys = Object.keys(SNS_KEYS).filter((key) => valueOf(root, key) !== undefined);
  const [first] = keys;
  const value = first === undefined ? undefined : valueOf(root, first);
  if (first === undefined || value === undefined) return null;
  const payload = value.type === 'string' ? readLooseJson(value.value)?.text : printedRecord(toValue(value));
  if (payload === undefined) return null;
  const { pushType, environment } = SNS_KEYS[first] ?? {};
  const environments = new Set(keys.map((key) => SNS_KEYS[key]?.environment));
  return {
    payload,
    headers: headersOf({ 'apns-push-type': pushType }),
    ...(environments.size === 1 && omitUndefined({ environment })),
    leftOut: othersThan(
      root,
      keys.filter((key) => sameText(valueOf(root, key), value)),
    ),
    notes: [],
  };
}

function sameText(one: JsonNode | undefined, other: JsonNode): boolean {
  return one?.type === 'string' && other.type === 'string' ? one.value === other.value : one === other;
}

function printedRecord(value: JsonValue): string | undefined {
  return isJsonRecord(value) ? printed(value) : undefined;
}
