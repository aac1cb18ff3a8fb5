import { AppError } from '#shared/errors';
import { BUILT_IN_VARIABLES, type Template } from '#shared/payload/template';

/** The `{{names}}` of a step that have no value. */
export interface MissingVariables {
  /** From 1. */
  readonly step: number;
  readonly names: readonly string[];
}

/**
 * Returns the names in templates that have no value.
 *
 * @param given - In addition to the built-in ones.
 */
export function namesWithoutValue(
  templates: readonly Template[],
  given: Iterable<string>,
): readonly string[] {
  const known = new Set<string>([...BUILT_IN_VARIABLES, ...given]);
  return [...new Set(templates.flatMap(({ names }) => names))].filter((name) => !known.has(name));
}

/** The error that lists all missing variables of a scenario. */
export function missingVariables(missing: readonly MissingVariables[]): AppError {
  const list = (separator: string, step: (number: number) => string): string =>
    missing
      .map(
        ({ step: number, names }) => `${names.map((name) => `{{${name}}}`).join(separator)} ${step(number)}`,
      )
      .join(separator);
  return new AppError(
    'missing-variable',
    {
      en: `There is no value for ${list(', ', (number) => `(step ${number})`)}.`,
      zh: `没有为 ${list('、', (number) => `（第 ${number} 步）`)}提供值。`,
    },
    {
      en: 'Nothing was sent. Add the value to "variables" in the scenario, or pass it with --var name=value. Built in: now, now+3600, uuid, counter, token, device.',
      zh: '没有发送任何推送。请在场景的 "variables" 中添加该值，或用 --var 名称=值 提供。内置变量：now、now+3600、uuid、counter、token、device。',
    },
  );
}
