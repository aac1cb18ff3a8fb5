import { parseJson } from './json-parser.js';
import type { JsonNode } from './json-tree.js';

function write(text: string, node: JsonNode, indent: string, level: string): string {
  if (node.type !== 'object' && node.type !== 'array') return text.slice(node.from, node.to);
  const inner = level + indent;
  const colon = indent === '' ? ':' : ': ';
  const entries =
    node.type === 'array'
      ? node.items.map((item) => write(text, item, indent, inner))
      : node.members.map(
          (member) =>
            text.slice(member.key.from, member.key.to) + colon + write(text, member.value, indent, inner),
        );
  const [open, close] = node.type === 'array' ? ['[', ']'] : ['{', '}'];
  if (entries.length === 0) return open + close;
  if (indent === '') return open + entries.join(',') + close;
  return `${open}\n${inner}${entries.join(`,\n${inner}`)}\n${level}${close}`;
}

/**
 * Reformats JSON. Only whitespace changes: order, duplicates, the notation of numbers and escapes are preserved.
 *
 * @param indent - One level of indentation; empty for the shortest text.
 * @returns `null` when the text is not JSON.
 */
export function formatJson(text: string, indent = '  '): string | null {
  const { root, problems } = parseJson(text);
  return root === null || problems.length > 0 ? null : write(text, root, indent, '');
}

/** Removes all whitespace between tokens; `null` if the text is not JSON. */
export function minifyJson(text: string): string | null {
  return formatJson(text, '');
}
