import type { HeaderField } from '../apns/push.js';
import type { JsonNode } from '../payload/json-tree.js';
import type { LocalizedText } from '../text/localized-text.js';

/** A message of another service, as it is written there. */
export interface MessageSource {
  readonly text: string;
  readonly root: JsonNode;
}

/** What of a foreign message is a push for APNs. */
export interface TakenMessage {
  /** The payload as JSON, in the spelling that it had where it stood as a whole in the message. */
  readonly payload: string;
  /** APNs' headers by their names on the wire. */
  readonly headers: readonly HeaderField[];
  /** An APNs device token, where the message has one. */
  readonly token?: string;
  readonly environment?: 'sandbox' | 'production';
  /** Parts of the message that were left out, by their names in it. */
  readonly leftOut: readonly string[];
  /** What has to be known of this very message. */
  readonly notes: readonly LocalizedText[];
}

/** A service whose messages are recognised. */
export interface MessageService {
  readonly id: string;
  readonly name: LocalizedText;
  /** `null` when the object is no message of this service. */
  readonly read: (source: MessageSource) => TakenMessage | null;
}
