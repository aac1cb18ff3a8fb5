import type { LocalizedText } from '../text/localized-text.js';
import type { Range } from './json-tree.js';
import type { TextEdit } from './text-edit.js';

export type JsonProblemCode =
  | 'bad-escape'
  | 'bad-number'
  | 'bad-word'
  | 'byte-order-mark'
  | 'comment'
  | 'control-character'
  | 'empty'
  | 'extra-bracket'
  | 'extra-comma'
  | 'extra-text'
  | 'full-width'
  | 'line-break-in-string'
  | 'missing-colon'
  | 'missing-comma'
  | 'missing-value'
  | 'single-quotes'
  | 'smart-quotes'
  | 'strange-space'
  | 'too-deep'
  | 'trailing-comma'
  | 'unclosed'
  | 'unclosed-string'
  | 'unexpected'
  | 'unquoted'
  | 'wrong-bracket';

interface JsonFix {
  readonly label: LocalizedText;
  readonly edits: readonly TextEdit[];
}

/** A syntax error. */
export interface JsonProblem extends Range {
  readonly code: JsonProblemCode;
  readonly message: LocalizedText;
  readonly fix: JsonFix | null;
}

interface Words {
  readonly message: (seen: string) => LocalizedText;
  readonly label: LocalizedText;
}

const fixed = (en: string, zh: string) => (): LocalizedText => ({ en, zh });

/** The message of each problem, given the text it quotes. */
export const JSON_PROBLEM_WORDS: Readonly<Record<JsonProblemCode, Words>> = {
  'bad-escape': {
    message: (seen) => ({
      en: `${seen} is no escape of JSON. A backslash itself is written \\\\.`,
      zh: `${seen} 不是 JSON 的转义写法，反斜杠本身应写作 \\\\。`,
    }),
    label: { en: 'Escape the backslash', zh: '转义反斜杠' },
  },
  'bad-number': {
    message: (seen) => ({
      en: `${seen} is not a number as JSON writes it.`,
      zh: `${seen} 不是 JSON 的数字写法。`,
    }),
    label: { en: 'Write the number the JSON way', zh: '改为 JSON 的数字写法' },
  },
  'bad-word': {
    message: (seen) => ({
      en: `${seen} is not a value of JSON, which knows true, false and null, in lower case.`,
      zh: `${seen} 不是 JSON 的值，JSON 只有小写的 true、false 和 null。`,
    }),
    label: { en: 'Use the word of JSON', zh: '使用 JSON 的写法' },
  },
  'byte-order-mark': {
    message: fixed(
      'The text begins with an invisible byte order mark, which is not part of JSON.',
      '文本开头有不可见的字节顺序标记（BOM），它不属于 JSON。',
    ),
    label: { en: 'Remove the byte order mark', zh: '删除 BOM' },
  },
  comment: {
    message: fixed('JSON has no comments.', 'JSON 不支持注释。'),
    label: { en: 'Remove the comment', zh: '删除注释' },
  },
  'control-character': {
    message: (seen) => ({
      en: `A string contains the control character ${seen}, which has to be escaped.`,
      zh: `字符串中有控制字符 ${seen}，必须转义。`,
    }),
    label: { en: 'Escape it', zh: '转义该字符' },
  },
  empty: {
    message: fixed(
      'There is no payload. Write a JSON object, at least {"aps":{"alert":"Hello"}}.',
      '没有载荷。请填写 JSON 对象，至少为 {"aps":{"alert":"Hello"}}。',
    ),
    label: { en: 'Start with a small alert', zh: '以一条简单提醒开始' },
  },
  'extra-bracket': {
    message: (seen) => ({
      en: `There is one ${seen} too many: nothing is open any more.`,
      zh: `多了一个 ${seen}，已没有未闭合的括号。`,
    }),
    label: { en: 'Remove it', zh: '删除它' },
  },
  'extra-comma': {
    message: fixed('There is a comma too many.', '多了一个逗号。'),
    label: { en: 'Remove the comma', zh: '删除逗号' },
  },
  'extra-text': {
    message: (seen) => ({
      en: `The JSON is complete before this: ${seen} does not belong to it.`,
      zh: `JSON 在此之前已经结束，${seen} 不属于其中。`,
    }),
    label: { en: 'Remove the rest', zh: '删除其余内容' },
  },
  'full-width': {
    message: (seen) => ({
      en: `${seen} is a full-width character; JSON wants the plain one.`,
      zh: `${seen} 是全角字符，JSON 需要半角字符。`,
    }),
    label: { en: 'Replace it by the plain character', zh: '替换为半角字符' },
  },
  'line-break-in-string': {
    message: fixed(
      'A string goes over the end of its line. A line break inside a string is written \\n.',
      '字符串跨越了行尾，字符串中的换行应写作 \\n。',
    ),
    label: { en: 'Write the line break as \\n', zh: '将换行写作 \\n' },
  },
  'missing-colon': {
    message: (seen) => ({
      en: `A colon is missing after the key ${seen}.`,
      zh: `键 ${seen} 后缺少冒号。`,
    }),
    label: { en: 'Add the colon', zh: '添加冒号' },
  },
  'missing-comma': {
    message: (seen) => ({
      en: `A comma is missing before ${seen}.`,
      zh: `${seen} 之前缺少逗号。`,
    }),
    label: { en: 'Add the comma', zh: '添加逗号' },
  },
  'missing-value': {
    message: (seen) => ({
      en: seen === '' ? 'A value is missing here.' : `The key ${seen} has no value.`,
      zh: seen === '' ? '此处缺少值。' : `键 ${seen} 没有值。`,
    }),
    label: { en: 'Put null there', zh: '填入 null' },
  },
  'single-quotes': {
    message: fixed('JSON uses double quotes, not single ones.', 'JSON 使用双引号，而不是单引号。'),
    label: { en: 'Use double quotes', zh: '使用双引号' },
  },
  'smart-quotes': {
    message: (seen) => ({
      en: `${seen} is a typographic quote, as text editors and chats make them; JSON wants the straight ".`,
      zh: `${seen} 是排版引号（文本编辑器或聊天软件会自动替换），JSON 需要直引号 "。`,
    }),
    label: { en: 'Straighten the quotes', zh: '改为直引号' },
  },
  'strange-space': {
    message: (seen) => ({
      en: `There is an invisible character (${seen}) that JSON does not take for a space.`,
      zh: `此处有不可见字符（${seen}），JSON 不把它当作空格。`,
    }),
    label: { en: 'Replace it by a space', zh: '替换为空格' },
  },
  'too-deep': {
    message: (seen) => ({
      en: `Values are nested deeper than ${seen} levels.`,
      zh: `嵌套超过 ${seen} 层。`,
    }),
    label: { en: '', zh: '' },
  },
  'trailing-comma': {
    message: (seen) => ({
      en: `The comma before ${seen} is too many: JSON allows none after the last entry.`,
      zh: `${seen} 之前的逗号多余，JSON 不允许最后一项后有逗号。`,
    }),
    label: { en: 'Remove the comma', zh: '删除逗号' },
  },
  unclosed: {
    message: (seen) => ({
      en: `The ${seen} that opens here is never closed.`,
      zh: `此处打开的 ${seen} 没有闭合。`,
    }),
    label: { en: 'Close it', zh: '补全括号' },
  },
  'unclosed-string': {
    message: fixed('The string that begins here has no closing quote.', '此处开始的字符串没有结束引号。'),
    label: { en: 'Add the closing quote', zh: '补全引号' },
  },
  unexpected: {
    message: (seen) => ({
      en: `${seen} cannot stand here.`,
      zh: `此处不能出现 ${seen}。`,
    }),
    label: { en: 'Remove it', zh: '删除它' },
  },
  unquoted: {
    message: (seen) => ({
      en: `${seen} has to be in double quotes.`,
      zh: `${seen} 必须放在双引号中。`,
    }),
    label: { en: 'Put it in quotes', zh: '加上双引号' },
  },
  'wrong-bracket': {
    message: (seen) => ({
      en: `${seen} closes what another bracket opened.`,
      zh: `${seen} 与打开的括号不匹配。`,
    }),
    label: { en: 'Use the matching bracket', zh: '使用匹配的括号' },
  },
};
