import type { LocalizedText } from '../text/localized-text.js';
import { completeTopic, defaultPriority, defaultPushType } from './topic.js';

/** The headers that a push gets a value for when whoever wrote it left them out. */
export interface CompletableHeaders {
  readonly topic?: string;
  readonly pushType?: string;
  readonly priority?: number;
}

/** Something that was filled in because nobody wrote it. */
export interface FilledIn {
  readonly what: 'topic' | 'topic-suffix' | 'push-type' | 'priority';
  readonly text: LocalizedText;
}

/** What else decides about the headers of a push. */
export interface HeaderContext {
  /** The body as text. */
  readonly payload: string;
  /** The topic to send where none is written: the devices' own, the certificate's, the sample's. */
  readonly fallbackTopic: string | undefined;
  /** True sends a written topic as it is, to see what APNs says about it. */
  readonly keepsTopic?: boolean;
  /** True for a push to a channel: its path names the app instead of a topic, and it can only be a Live Activity. */
  readonly isBroadcast?: boolean;
}

/**
 * The headers that a push is sent with: a topic with the suffix of its push type, a push type and a priority. An
 * empty topic or push type stands for none, to see what APNs says.
 *
 * @returns The headers, and what was filled in.
 */
export function completeHeaders<Headers extends CompletableHeaders>(
  written: Headers,
  { payload, fallbackTopic, keepsTopic = false, isBroadcast = false }: HeaderContext,
): {
  readonly headers: Omit<Headers, keyof CompletableHeaders> & CompletableHeaders;
  readonly filledIn: readonly FilledIn[];
} {
  const { topic: writtenTopic, pushType: writtenType, priority: writtenPriority, ...rest } = written;
  const baseTopic = writtenTopic ?? (isBroadcast ? undefined : fallbackTopic) ?? '';
  const pushType = writtenType ?? (isBroadcast ? 'liveactivity' : defaultPushType(payload, baseTopic));
  const priority = writtenPriority ?? defaultPriority(pushType);
  const isKept = isBroadcast || (keepsTopic && writtenTopic !== undefined);
  const { topic, added } = isKept ? { topic: baseTopic, added: null } : completeTopic(baseTopic, pushType);
  const filledIn: FilledIn[] = [];
  if (added !== null) {
    filledIn.push({
      what: 'topic-suffix',
      text: {
        en: `${pushType} pushes want the suffix ${added}; the topic is ${topic}.`,
        zh: `${pushType} 推送需要后缀 ${added}；主题为 ${topic}。`,
      },
    });
  } else if (writtenTopic === undefined && topic !== '') {
    filledIn.push({
      what: 'topic',
      text: { en: `No topic was given; it is ${topic}.`, zh: `未指定主题，使用 ${topic}。` },
    });
  }
  if (writtenType === undefined) {
    filledIn.push({
      what: 'push-type',
      text: { en: `No push type was given; it is ${pushType}.`, zh: `未指定推送类型，使用 ${pushType}。` },
    });
  }
  if (writtenPriority === undefined) {
    filledIn.push({
      what: 'priority',
      text: { en: `No priority was given; it is ${priority}.`, zh: `未指定优先级，使用 ${priority}。` },
    });
  }
  return {
    headers: {
      ...rest,
      ...(topic !== '' && { topic }),
      ...(pushType !== '' && { pushType }),
      priority,
    },
    filledIn,
  };
}
