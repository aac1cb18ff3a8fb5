import { describe, expect, it } from 'vitest';
import { resolveLanguage } from '../../../renderer/i18n/language.js';

describe('resolveLanguage', () => {
  it.each([
    { setting: 'zh', preferred: ['en-US'], language: 'zh', because: 'a choice beats the system' },
    { setting: 'system', preferred: ['zh-Hant-TW'], language: 'zh', because: 'any Chinese is better served' },
    {
      setting: 'system',
      preferred: ['fr-FR', 'zh-CN'],
      language: 'zh',
      because: 'the first known one counts',
    },
    { setting: 'system', preferred: ['de'], language: 'en', because: 'English is the fallback' },
    { setting: 'system', preferred: [], language: 'en', because: 'nothing is known' },
  ] as const)('$setting with $preferred → $language, because $because', (example) => {
    expect(resolveLanguage(example.setting, example.preferred)).toBe(example.language);
  });
});
