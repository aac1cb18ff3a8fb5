import type { LocalizedText } from '../text/localized-text.js';
import { completeTopic, defaultPriority, defaultPushType } from './topic.js';

/** The headers that get a default when they are absent. */
export interface CompletableHeaders {
  readonly topic?: string;
  readonly pushType?: string;
  readonly priority?: number;
}

/** A header value that was filled in. */
export interface FilledIn {
  readonly what: 'topic' | 'topic-suffix' | 'push-type' | 'priority';
  readonly text: LocalizedText;
}

/** Input for the defaults, besides the headers themselves. */
export interface HeaderContext {
  /** The body as text. */
  readonly payload: string;
  /** The topic to send if none is given: that of the device, the certificate or the sample credential. */
  readonly fallbackTopic: string | undefined;
  /** Sends a given topic unchanged, without adding a suffix. */
  readonly keepsTopic?: boolean;
  /** True for a push to a channel: its path names the app instead of a topic, and it can only be a Live Activity. */
  readonly isBroadcast?: boolean;
}

/**
 * Fills in the topic with its suffix, the push type and the priority. An empty topic or push type means that the header
 * is left out on purpose, to test the rejection.
 *
 * @returns The completed headers, and which values were filled in.
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
        en: `${pushType} pushes need the topic suffix ${added}; using ${topic}.`,
        zh: `${pushType} 推送的主题需要后缀 ${added}，已使用 ${topic}。`,
      },
    });
  } else if (writtenTopic === undefined && topic !== '') {
    filledIn.push({
      what: 'topic',
      text: { en: `No topic was given; using ${topic}.`, zh: `未指定主题，使用 ${topic}。` },
    });
  }
  if (writtenType === undefined) {
    filledIn.push({
      what: 'push-type',
      text: { en: `No push type was given; using ${pushType}.`, zh: `未指定推送类型，使用 ${pushType}。` },
    });
  }
  if (writtenPriority === undefined) {
    filledIn.push({
      what: 'priority',
      text: { en: `No priority was given; using ${priority}.`, zh: `未指定优先级，使用 ${priority}。` },
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
