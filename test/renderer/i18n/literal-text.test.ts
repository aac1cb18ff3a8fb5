import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { findLiteralTexts } from '../support/literal-texts.js';
import { rendererSources } from '../support/renderer-sources.js';

const textsOf = (code: string): readonly string[] =>
  findLiteralTexts(ts.createSourceFile('a.tsx', code, ts.ScriptTarget.ES2023, true)).map(({ text }) => text);

describe('texts a person sees', () => {
  it('stand in the translations, never in a component', () => {
    const found = rendererSources().flatMap((source) =>
      findLiteralTexts(source).map(({ text, line }) => `renderer/${source.fileName}:${line} ${text}`),
    );
    expect(found).toEqual([]);
  });
});

describe('the check for literal texts', () => {
  it.each([
    { code: '<p>Hello</p>', because: 'text between tags' },
    { code: "<p>{isOn ? 'On' : off}</p>", because: 'a branch of a condition' },
    { code: "<b>{name ?? 'Nobody'}</b>", because: 'a fallback' },
    { code: '<i aria-label="Close" />', because: 'an attribute that is read aloud' },
    { code: "<i title={'Close'} />", because: 'an attribute in braces' },
    { code: '<i placeholder={`Search ${x}`} />', because: 'a template' },
  ])('finds $because', ({ code }) => {
    expect(textsOf(code)).toHaveLength(1);
  });

  it.each(['<p>{t("a.b")}</p>', '<p className="wide" />', '<p> · {a}</p>', "<p>{kind === 'x' ? a : b}</p>"])(
    'passes over %s',
    (code) => {
      expect(textsOf(code)).toEqual([]);
    },
  );
});
