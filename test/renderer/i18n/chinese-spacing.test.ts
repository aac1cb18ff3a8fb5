import { expect, it } from 'vitest';
import { chinese } from '../../../renderer/i18n/chinese.js';
import { flatten } from '../support/translation-keys.js';

/** Between Chinese characters and Latin letters or digits stands a space. */
const HAN = '[\\u4e00-\\u9fff]';
const TOUCHING = new RegExp(`${HAN}[A-Za-z0-9]|[A-Za-z0-9]${HAN}`);
/** What is filled in may be Latin, so it keeps its distance as well. */
const FILLED_IN = new RegExp(`${HAN}\\{\\{(\\w+)|(\\w+)\\}\\}${HAN}`, 'g');
/** These are always filled in with Chinese words, or bring their space along. */
const CHINESE_VALUES: readonly (string | undefined)[] = ['environment', 'when'];

it('Chinese and Latin do not touch', () => {
  const touching = Object.entries(chinese).flatMap(([namespace, words]) =>
    [...flatten(words)]
      .filter(
        ([, sentence]) =>
          TOUCHING.test(sentence) ||
          [...sentence.matchAll(FILLED_IN)].some(
            ([, before, after]) => !CHINESE_VALUES.includes(before ?? after),
          ),
      )
      .map(([key, sentence]) => `${namespace} ${key}: ${sentence}`),
  );
  expect(touching).toEqual([]);
});
