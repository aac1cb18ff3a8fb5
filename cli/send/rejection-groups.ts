import type { Delivery } from '#shared/apns/push';
import { grouped } from '#shared/text/words';

/** More names than this say nothing in a line; `--json` has all of them. */
const NAMED = 3;
/** So many different explanations of one answer are shown; what is told further differs in a letter only. */
const EXPLAINED = 3;

interface Group {
  count: number;
  readonly names: string[];
  readonly explanations: Set<string>;
}

/** What was not accepted, by its answer, so that a thousand equal ones are explained once and counted. */
export class RejectionGroups {
  readonly #groups = new Map<string, Group>();

  /**
   * @param what - The answer, such as `400 BadDeviceToken`.
   * @param name - Of the target.
   * @returns whether it says something that was not said before.
   */
  add(what: string, name: string, { explanation }: Pick<Delivery, 'explanation'>): boolean {
    const group = this.#groups.get(what) ?? { count: 0, names: [], explanations: new Set() };
    this.#groups.set(what, group);
    group.count += 1;
    if (group.names.length < NAMED) group.names.push(name);
    const words = explanation === null ? '' : explanation.cause.en + explanation.fix.en;
    if (group.explanations.has(words) || group.explanations.size >= EXPLAINED) return false;
    group.explanations.add(words);
    return true;
  }

  /** One line for each answer: `23 × 400 BadDeviceToken: 0a1b…, 2c3d…, 4e5f… and 20 more`. */
  lines(): readonly string[] {
    return [...this.#groups].map(([what, { count, names }]) => {
      const more = count > names.length ? ` and ${grouped(count - names.length)} more` : '';
      return `${grouped(count)} × ${what}: ${names.join(', ')}${more}`;
    });
  }
}
