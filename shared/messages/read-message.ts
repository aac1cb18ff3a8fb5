import type { HeaderField } from '../apns/push.js';
import { omitUndefined } from '../omit-undefined.js';
import { formatJson } from '../payload/format.js';
import { parseJson } from '../payload/json-parser.js';
import { valueOf } from '../payload/json-tree.js';
import type { LocalizedText } from '../text/localized-text.js';
import { readLooseJson } from './loose-json.js';
import { messageIn } from './services.js';
import { readYaml } from './yaml.js';

/** A push that was taken out of a text of another form. */
export interface ReadMessage {
  /** What the text is, such as “a message for Amazon SNS”. */
  readonly what: LocalizedText;
  /** A payload for APNs as JSON. */
  readonly payload: string;
  /** APNs' headers by their names on the wire. */
  readonly headers: readonly HeaderField[];
  readonly token?: string;
  readonly environment?: 'sandbox' | 'production';
  /** What was taken, what was left out, and what has to be known; a sentence each. */
  readonly notes: readonly LocalizedText[];
}

/**
 * Recognises a message of another service, and a payload in a form that is not JSON, and takes the push out of it.
 *
 * @returns `null` for a text that is a payload as it is, and for one that holds no push.
 */
export function readMessage(text: string): ReadMessage | null {
  const list = firstOfList(text);
  const source = readLooseJson(list?.first ?? text) ?? readYaml(text);
  if (source === null) return null;
  const found = messageIn(source);
  if (found !== null) {
    const { headers, leftOut, notes, token, environment } = found.taken;
    return {
      what: found.service.name,
      payload: tidy(found.taken.payload),
      headers,
      ...omitUndefined({ token, environment }),
      notes: [
        summary(found.service.name, ['payload', ...headers.map(({ name }) => name)], leftOut),
        ...notes,
        ...(list?.notes ?? []),
      ],
    };
  }
  const isConverted = source.form !== null && valueOf(source.root, 'aps') !== undefined;
  if (!isConverted) return null;
  return {
    what: source.form,
    payload: tidy(source.text),
    headers: [],
    notes: [summary(source.form, ['payload'], [])],
  };
}

/** Several messages in a list, of which one becomes a push. */
function firstOfList(
  text: string,
): { readonly first: string; readonly notes: readonly LocalizedText[] } | null {
  if (!/^\s*\[\s*\{/.test(text)) return null;
  const { root, problems } = parseJson(text);
  const first = root?.type === 'array' ? root.items[0] : undefined;
  if (root?.type !== 'array' || first === undefined || problems.length > 0) return null;
  const count = root.items.length;
  const notes =
    count === 1
      ? []
      : [{ en: `The first of ${count} messages was taken.`, zh: `共有 ${count} 条消息，已取第一条。` }];
  return { first: text.slice(first.from, first.to), notes };
}

const tidy = (payload: string): string => formatJson(payload) ?? payload;

function summary(what: LocalizedText, taken: readonly string[], leftOut: readonly string[]): LocalizedText {
  const rest =
    leftOut.length === 0
      ? { en: '', zh: '' }
      : {
          en: ` Left out: ${leftOut.join(', ')}.`,
          zh: `已忽略：${leftOut.join('、')}。`,
        };
  return {
    en: `This was ${what.en}. Taken: ${taken.join(', ')}.${rest.en}`,
    zh: `这是${what.zh}。已取用：${taken.join('、')}。${rest.zh}`,
  };
}
