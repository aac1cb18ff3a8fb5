import type { LocalizedText } from '../../text/localized-text.js';

/** Invisible characters that chat programs, browsers and editors leave in copied text. */
const INVISIBLE = /\p{Cf}|\p{Default_Ignorable_Code_Point}|(?![\t\n\r])\p{Cc}/gu;

/** Removes invisible characters. `removed` names them; `null` if there were none. */
export function withoutInvisible(text: string): {
  readonly text: string;
  readonly removed: LocalizedText | null;
} {
  const names = new Set<string>();
  const rest = text.replace(INVISIBLE, (character) => {
    names.add(`U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
    return '';
  });
  if (names.size === 0) return { text, removed: null };
  const list = [...names].slice(0, 4).join(', ');
  return {
    text: rest,
    removed: { en: `Invisible characters were removed (${list}).`, zh: `已去除不可见字符（${list}）。` },
  };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', nbsp: ' ' };

/** Undoes one layer of percent encoding, `\u003c` escapes and HTML entities, for ASCII characters only. */
export function unescapedText(text: string): string {
  return text
    .replace(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\u00([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity);
}
