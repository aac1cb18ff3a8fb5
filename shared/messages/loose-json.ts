import { parseJson, repairJson } from '../payload/json-parser.js';
import type { JsonNode } from '../payload/json-tree.js';
import type { JsonValue } from '../text/json-record.js';
import type { LocalizedText } from '../text/localized-text.js';
import { readPrintedDictionary } from './printed-dictionary.js';
import { readPropertyList } from './property-list.js';

/** A text that stands for a JSON object, as JSON. */
export interface LooseJson<Form = LocalizedText | null> {
  readonly text: string;
  readonly root: JsonNode;
  /** What it was before; `null` for JSON. */
  readonly form: Form;
}

/** How often a text may be wrapped into another one. */
const MAX_WRAPPINGS = 4;

const FORMS = {
  text: { en: 'a JSON text inside a text', zh: '嵌在字符串中的 JSON' },
  escaped: { en: 'JSON with escaped quotes', zh: '引号被转义的 JSON' },
  printed: { en: 'a dictionary as Xcode prints it', zh: 'Xcode 打印的字典' },
  plist: { en: 'a property list', zh: '属性列表（plist）' },
  repaired: { en: 'JSON with mistakes, which were repaired', zh: '有错误的 JSON（已修复）' },
} as const satisfies Record<string, LocalizedText>;

/**
 * Reads what people have instead of a JSON object: JSON written as a string or with escaped quotes, print-outs of
 * dictionaries, property lists, Python and JSON5.
 *
 * @returns `null` for what is none of them. Linear in the length of the text.
 */
export function readLooseJson(text: string): LooseJson | null {
  const content = contentOf(text);
  if (content === '') return null;
  return objectIn(content, null) ?? readOtherForm(content) ?? objectIn(repairJson(content), FORMS.repaired);
}

/** Reads what is no JSON with mistakes but another form altogether; `null` for anything else. */
export function readOtherForm(text: string): LooseJson<LocalizedText> | null {
  const content = contentOf(text);
  const inner = textInside(content);
  if (inner !== null) return objectIn(inner, FORMS.text) ?? objectIn(repairJson(inner), FORMS.text);
  if (content.includes('\\"')) {
    const unescaped = objectIn(stringOf(`"${content.replace(/\r?\n/g, ' ')}"`), FORMS.escaped);
    if (unescaped !== null) return unescaped;
  }
  return (
    converted(readPropertyList(content), FORMS.plist) ??
    converted(readPrintedDictionary(content), FORMS.printed)
  );
}

/** True for a text that begins like a YAML mapping with `aps`, or the message of a service, in it. */
export function looksLikeYaml(text: string): boolean {
  return (
    /^\s*(?:---\s*\n)?(?:#.*\n)*[\w-]+:(?:\s|$)/.test(text) && /^\s*(?:aps|apns|message):\s*$/m.test(text)
  );
}

const contentOf = (text: string): string => text.replace(/^\uFEFF/, '').trim();

/** The innermost text where a JSON string holds another JSON text. */
function textInside(content: string): string | null {
  let inner: string | null = null;
  let text = content;
  for (let count = 0; count < MAX_WRAPPINGS && text.startsWith('"'); count += 1) {
    const next = stringOf(text);
    if (next === null) break;
    inner = next.trim();
    text = inner;
  }
  return inner;
}

function stringOf(json: string): string | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

function objectIn<Form>(text: string | null, form: Form): LooseJson<Form> | null {
  if (text === null || !/^\s*\{/.test(text)) return null;
  const { root, problems } = parseJson(text);
  return root?.type === 'object' && problems.length === 0 ? { text, root, form } : null;
}

/** A value as JSON, with the form that it had. */
export function converted(value: JsonValue | null, form: LocalizedText): LooseJson<LocalizedText> | null {
  return value === null ? null : objectIn(JSON.stringify(value, null, 2), form);
}
