import { looksLikeYaml, readOtherForm } from '../../messages/loose-json.js';
import { formatJson } from '../format.js';
import { escapePointer, type JsonNode, type JsonString } from '../json-tree.js';
import type { LintContext } from './context.js';
import { removeDuplicate } from './remove-duplicate.js';
import type { Finding, LintFix, LintRule } from './rule.js';

/** Visits every string of a tree, keys too, with what gives the pointer of the value it belongs to. */
function visitStrings(root: JsonNode, visit: (string: JsonString, pathOf: () => string) => void): void {
  const parts: (string | number)[] = [];
  const pathOf = (): string => parts.map((part) => `/${escapePointer(part)}`).join('');
  const walk = (node: JsonNode): void => {
    if (node.type === 'string') visit(node, pathOf);
    else if (node.type === 'array') {
      for (const [index, item] of node.items.entries()) {
        parts.push(index);
        walk(item);
        parts.pop();
      }
    } else if (node.type === 'object') {
      for (const member of node.members) {
        parts.push(member.key.value);
        visit(member.key, pathOf);
        walk(member.value);
        parts.pop();
      }
    }
  };
  walk(root);
}

function visitObjects(
  node: JsonNode,
  path: string,
  visit: (object: JsonNode & { type: 'object' }, path: string) => void,
): void {
  const isContainer = (inner: JsonNode): boolean => inner.type === 'object' || inner.type === 'array';
  if (node.type === 'array') {
    for (const [index, item] of node.items.entries()) {
      if (isContainer(item)) visitObjects(item, `${path}/${index}`, visit);
    }
  } else if (node.type === 'object') {
    visit(node, path);
    for (const { key, value } of node.members) {
      if (isContainer(value)) visitObjects(value, `${path}/${escapePointer(key.value)}`, visit);
    }
  }
}

/** Detects a payload in another format. Repairing it as malformed JSON would produce nonsense. */
function inOtherForm(context: LintContext): Finding | null {
  const { text } = context;
  const whole = { from: 0, to: Math.max(1, text.search(/\n|$/)), path: '' };
  const read = readOtherForm(text);
  if (read !== null) {
    const { form, text: json } = read;
    return {
      ...whole,
      message: { en: `This is ${form.en}, not JSON.`, zh: `这是${form.zh}，不是 JSON。` },
      fix: context.fix({ en: 'Convert it to JSON', zh: '转换为 JSON' }, () => formatJson(json) ?? json),
    };
  }
  if (!looksLikeYaml(text)) return null;
  return {
    ...whole,
    message: {
      en: 'This is YAML, not JSON. Paste it under Import, which converts it.',
      zh: '这是 YAML，不是 JSON。请在“导入”中粘贴，即可转换。',
    },
  };
}

function once<Value>(work: () => Value): () => Value {
  let result: { readonly value: Value } | undefined;
  return () => (result ??= { value: work() }).value;
}

/** Rules for JSON in general. */
export const JSON_RULES: readonly LintRule[] = [
  {
    id: 'json/syntax',
    severity: 'error',
    title: { en: 'The payload is not JSON', zh: '载荷不是 JSON' },
    why: {
      en: 'APNs takes JSON only. The first mistake is reported with its place; where the meaning is clear, the fix repairs all of them at once: smart quotes, trailing commas, single quotes, comments, missing brackets.',
      zh: 'APNs 只接受 JSON。会报告第一处错误的位置；在含义明确时，修复会一次处理全部错误：排版引号、多余逗号、单引号、注释、缺失的括号。',
    },
    fires: { text: '{"aps": {“alert”: “Hello”,}}' },
    silent: { text: '{"aps": {"alert": "Hello"}}' },
    check: (context) => {
      const [first] = context.problems;
      if (first === undefined) return [];
      const otherForm = inOtherForm(context);
      if (otherForm !== null) return [otherForm];
      const several = context.problems.length > 1 && context.repair !== null;
      const fix = several
        ? {
            label: {
              en: `Repair all ${context.problems.length} mistakes`,
              zh: `修复全部 ${context.problems.length} 处错误`,
            },
            edits: context.repair,
          }
        : first.fix;
      return [{ from: first.from, to: first.to, path: '', message: first.message, fix }];
    },
  },
  {
    id: 'json/duplicate-key',
    severity: 'error',
    title: { en: 'A key occurs twice in one object', zh: '同一对象中出现重复的键' },
    why: {
      en: 'Which of the two a reader takes is not defined (RFC 8259 §4); most take the last one. The fix removes the others.',
      zh: '解析器采用哪一个没有规定（RFC 8259 §4），多数采用最后一个。修复会删除其余的键。',
    },
    fires: { text: '{"aps": {"alert": "One", "alert": "Two"}}' },
    silent: { text: '{"aps": {"alert": "One"}, "alert-id": "Two"}' },
    check: (context) => {
      const findings: Finding[] = [];
      if (context.root === null) return findings;
      visitObjects(context.root, '', (object, path) => {
        // All duplicates of a key share one fix, computed at most once.
        const seen = new Set<string>();
        const fixes = new Map<string, () => LintFix | null>();
        for (const member of object.members) {
          const key = member.key.value;
          if (!seen.has(key)) {
            seen.add(key);
            continue;
          }
          const fix =
            fixes.get(key) ??
            once(
              context.fix({ en: 'Keep only the last one', zh: '只保留最后一个' }, (text) =>
                removeDuplicate(text, object, key),
              ),
            );
          fixes.set(key, fix);
          const { from, to } = member.key;
          const pointer = `${path}/${escapePointer(key)}`;
          findings.push({
            from,
            to,
            path: pointer,
            message: {
              en: `The key "${key}" occurs more than once here; most readers take only the last one.`,
              zh: `键 "${key}" 在此重复出现，多数解析器只采用最后一个。`,
            },
            fix,
          });
        }
      });
      return findings;
    },
  },
  {
    id: 'json/lone-surrogate',
    severity: 'error',
    title: { en: 'Half an emoji', zh: '不完整的表情符号' },
    why: {
      en: 'A surrogate without its other half is no character: it cannot be written in UTF-8, so the device shows � or drops the push. It comes from cutting a text in the middle of an emoji.',
      zh: '缺少另一半的代理项不是字符，无法写成 UTF-8，设备会显示 � 或丢弃推送。通常是在表情符号中间截断文本造成的。',
    },
    fires: { text: '{"aps": {"alert": "Thanks \\ud83d"}}' },
    silent: { text: '{"aps": {"alert": "Thanks \\ud83d\\ude00"}}' },
    check: (context) => {
      const findings: Finding[] = [];
      if (context.root === null) return findings;
      visitStrings(context.root, (string, pathOf) => {
        for (const { from, to } of string.loneSurrogates) {
          findings.push({
            from,
            to,
            path: pathOf(),
            message: {
              en: 'This is half of a surrogate pair: an emoji that was cut in two.',
              zh: '这是代理对的一半，即被截断的表情符号。',
            },
            fix: {
              label: { en: 'Remove it', zh: '删除它' },
              edits: [{ from, to, insert: '' }],
            },
          });
        }
      });
      return findings;
    },
  },
];
