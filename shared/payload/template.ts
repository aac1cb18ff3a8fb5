import { AppError } from '../errors.js';
import { keyWantsText, type Placeholder, readPlaceholder, scanPlaceholders } from './template-scan.js';

/** A JSON value. */
export type TemplateValue =
  string | number | boolean | null | readonly TemplateValue[] | { readonly [key: string]: TemplateValue };

/** Looks up the value of a variable; `undefined` if there is none. */
export type TemplateScope = (name: string) => TemplateValue | undefined;

/** A compiled payload template, rendered for each target. */
export interface Template {
  /** The distinct variables it uses, including built-ins. */
  readonly names: readonly string[];
  /** Whether there are no variables, so that rendering returns the text unchanged. */
  readonly isConstant: boolean;
  /**
   * Renders the template. A placeholder within a longer string is inserted as text; one that is the whole value keeps
   * its JSON type, except for keys that require text.
   *
   * @throws {@link AppError} `missing-variable`, `bad-template` if a value does not have the requested type.
   */
  render(scope: TemplateScope): string;
}

/** Built-in variables, for help and completion. */
export const BUILT_IN_VARIABLES = ['now', 'uuid', 'counter', 'token', 'device'] as const;

/**
 * Compiles a template with `{{name}}`, `{{now+3600}}` and `{{count:number}}`. The types are `string`, `number`,
 * `boolean` and `json`.
 *
 * @throws {@link AppError} `bad-template` for an invalid placeholder.
 */
export function compileTemplate(text: string): Template {
  const placeholders = scanPlaceholders(text);
  const literals: string[] = [];
  let from = 0;
  for (const { start, end } of placeholders) {
    literals.push(text.slice(from, start));
    from = end;
  }
  const rest = text.slice(from);
  return {
    names: [...new Set(placeholders.map(({ name }) => name))],
    isConstant: placeholders.length === 0,
    render(scope) {
      if (placeholders.length === 0) return text;
      let result = '';
      placeholders.forEach((placeholder, index) => {
        result += literals[index] ?? '';
        result += renderOne(placeholder, scope);
      });
      return result + rest;
    },
  };
}

/** Substitutes `{{name}}` in plain text, such as a header value. @throws as {@link Template.render}. */
export function renderText(text: string, scope: TemplateScope): string {
  if (!text.includes('{{')) return text;
  return text.replace(/\{\{[^{}]*\}\}/g, (words) => {
    const placeholder = readPlaceholder(words);
    return placeholder === null ? words : asText(valueOf(placeholder, scope));
  });
}

/**
 * Checks that every variable has a value, before anything is sent.
 *
 * @param known - The variables given by targets, columns and the command line, besides the built-ins.
 * @throws {@link AppError} `missing-variable`, naming all that are missing.
 */
export function requireVariables(template: Template, known: Iterable<string>): void {
  const given = new Set<string>([...BUILT_IN_VARIABLES, ...known]);
  const missing = template.names.filter((name) => !given.has(name));
  if (missing.length > 0) throw missingVariable(missing, [...known]);
}

/** Values for the built-in variables. */
export interface BuiltIns {
  /** Unix time in milliseconds; `{{now}}` is in **seconds**, as APNs counts. */
  readonly nowMs: number;
  readonly uuid: () => string;
  /** One-based number of the target. */
  readonly counter: number;
  readonly token: string;
  readonly device: string;
}

/** Creates a scope in which `own` takes precedence over the built-ins. */
export function scopeWith(
  own: Readonly<Record<string, TemplateValue | undefined>>,
  builtIns: BuiltIns,
): TemplateScope {
  return (name) => {
    if (Object.hasOwn(own, name)) return own[name];
    switch (name) {
      case 'now':
        return Math.floor(builtIns.nowMs / 1000);
      case 'uuid':
        return builtIns.uuid();
      case 'counter':
        return builtIns.counter;
      case 'token':
        return builtIns.token;
      case 'device':
        return builtIns.device;
      default:
        return undefined;
    }
  };
}

function renderOne(placeholder: Placeholder, scope: TemplateScope): string {
  const value = valueOf(placeholder, scope);
  if (!placeholder.whole) return escapeInside(asText(value));
  switch (placeholder.type) {
    case 'string':
      return JSON.stringify(asText(value));
    case 'number':
    case 'boolean':
    case 'json':
      return JSON.stringify(convert(placeholder, value));
    case null:
      return JSON.stringify(keyWantsText(placeholder.key) ? asText(value) : inferred(value));
    default:
      return '';
  }
}

function valueOf(placeholder: Pick<Placeholder, 'name' | 'offset'>, scope: TemplateScope): TemplateValue {
  const { name, offset } = placeholder;
  const value = scope(name);
  if (value === undefined) throw missingVariable([name], []);
  if (offset === 0) return value;
  const base = typeof value === 'number' ? value : Number(asText(value));
  if (Number.isFinite(base)) return base + offset;
  throw badValue(name, value, { en: 'a number to add to', zh: '可以相加的数字' });
}

/** Converts text that is a JSON number, boolean, null, array or object to that value. */
function inferred(value: TemplateValue): TemplateValue {
  if (typeof value !== 'string') return value;
  if (!/^(?:-?(?:0|[1-9]\d{0,14})(?:\.\d+)?|true|false|null|\{[\s\S]*\}|\[[\s\S]*\])$/.test(value))
    return value;
  try {
    return JSON.parse(value) as TemplateValue;
  } catch {
    return value;
  }
}

function convert(placeholder: Placeholder, value: TemplateValue): TemplateValue {
  const result = inferred(typeof value === 'string' ? value.trim() : value);
  if (placeholder.type === 'number' && typeof result !== 'number') {
    throw badValue(placeholder.name, value, { en: 'a number', zh: '数字' });
  }
  if (placeholder.type === 'boolean' && typeof result !== 'boolean') {
    throw badValue(placeholder.name, value, { en: 'true or false', zh: 'true 或 false' });
  }
  return result;
}

function asText(value: TemplateValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function escapeInside(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function missingVariable(names: readonly string[], known: readonly string[]): AppError {
  const list = names.map((name) => `{{${name}}}`).join(', ');
  const listZh = names.map((name) => `{{${name}}}`).join('、');
  const have = known.length === 0 ? '' : ` Given: ${known.join(', ')}.`;
  const haveZh = known.length === 0 ? '' : `已提供：${known.join('、')}。`;
  return new AppError(
    'missing-variable',
    { en: `There is no value for ${list}.${have}`, zh: `没有为 ${listZh} 提供值。${haveZh}` },
    {
      en: 'Add a column of that name to the CSV, or give it with --var name=value. Built in: now, now+3600, uuid, counter, token, device.',
      zh: '请在 CSV 中添加同名列，或用 --var 名称=值 提供。内置变量：now、now+3600、uuid、counter、token、device。',
    },
  );
}

function badValue(name: string, value: TemplateValue, wanted: AppError['text']): AppError {
  const shown = asText(value).slice(0, 60);
  return new AppError(
    'bad-template',
    {
      en: `{{${name}}} is “${shown}”, not ${wanted.en}.`,
      zh: `{{${name}}} 的值是“${shown}”，而不是${wanted.zh}。`,
    },
    { en: 'Correct the value, or take the type away.', zh: '请修正该值，或去掉类型标记。' },
  );
}
