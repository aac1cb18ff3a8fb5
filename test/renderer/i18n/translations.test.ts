import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '#shared/text/localized-text';
import { chinese as zh } from '../../../renderer/i18n/chinese.js';
import { english as en } from '../../../renderer/i18n/english.js';
import { rendererSources } from '../support/renderer-sources.js';
import { flatten, mentionedKeys, placeholders, withoutPluralForm } from '../support/translation-keys.js';

const resources = { en, zh };
const mentioned = mentionedKeys(rendererSources());
const namespaces = Object.keys(resources.en) as (keyof typeof resources.en)[];

describe.each(namespaces)('translations of %s', (namespace) => {
  const english = flatten(resources.en[namespace]);
  const chinese = flatten(resources.zh[namespace]);

  it('have the same keys in every language', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('leave no sentence empty', () => {
    const empty = LANGUAGES.flatMap((language) =>
      [...flatten(resources[language][namespace])]
        .filter(([, sentence]) => sentence.trim() === '')
        .map(([key]) => `${language} ${key}`),
    );
    expect(empty).toEqual([]);
  });

  it('fill in the same values in every language', () => {
    const different = [...english].filter(
      ([key, sentence]) =>
        placeholders(sentence).join() !== placeholders(chinese.get(key) ?? '').join() &&
        // "one" may spell the number out.
        !key.endsWith('_one'),
    );
    expect(different).toEqual([]);
  });

  it('are all asked for somewhere', () => {
    const unused = [...english.keys()].filter((key) => !mentioned.has(withoutPluralForm(key)));
    expect(unused).toEqual([]);
  });
});
