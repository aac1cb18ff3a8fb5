import ts from 'typescript';
import { walk } from './renderer-sources.js';

/** Every key of a resource tree with its sentence, joined by dots. */
export function flatten(tree: unknown, path = ''): ReadonlyMap<string, string> {
  if (typeof tree === 'string') return new Map([[path, tree]]);
  if (typeof tree !== 'object' || tree === null) return new Map();
  return new Map(
    Object.entries(tree).flatMap(([key, branch]) => [
      ...flatten(branch, path === '' ? key : `${path}.${key}`),
    ]),
  );
}

/** A key as code names it: without the form that i18next chooses by number. */
export function withoutPluralForm(key: string): string {
  return key.replace(/_(?:zero|one|two|few|many|other)$/, '');
}

/** The names of what a sentence has filled in, sorted. */
export function placeholders(sentence: string): readonly string[] {
  return [...sentence.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1] ?? '').sort();
}

export interface MentionedKeys {
  readonly has: (key: string) => boolean;
}

/**
 * Which keys the sources can ask for: those written out, and those that fit a template such as
 * `environment.${kind}` or `${header}.label`.
 */
export function mentionedKeys(sources: readonly ts.SourceFile[]): MentionedKeys {
  const written = new Set<string>();
  const patterns: RegExp[] = [];
  for (const source of sources) {
    walk(source, (node) => {
      if (ts.isStringLiteralLike(node)) written.add(withoutNamespace(node.text));
      if (ts.isTemplateExpression(node) && namesKeys(node)) patterns.push(patternOf(node));
    });
  }
  return { has: (key) => written.has(key) || patterns.some((pattern) => pattern.test(key)) };
}

/** One that begins with words or has a last part, such as `${header}.label`: any other fits every key. */
function namesKeys({ head, templateSpans }: ts.TemplateExpression): boolean {
  return withoutNamespace(head.text) !== '' || /^\.\w+$/.test(templateSpans.at(-1)?.literal.text ?? '');
}

function patternOf(template: ts.TemplateExpression): RegExp {
  const escaped = [
    withoutNamespace(template.head.text),
    ...template.templateSpans.map((span) => span.literal.text),
  ].map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[^.]+')}$`);
}

function withoutNamespace(key: string): string {
  return key.replace(/^[a-z]+:/, '');
}
