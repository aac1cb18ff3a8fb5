import { describe, expect, it } from 'vitest';
import type { PushHeaders } from '#shared/apns/push';
import { omitUndefined } from '#shared/omit-undefined';
import { type Diagnostic, lint, LINT_RULES, type LintInput } from '#shared/payload/lint/lint';
import { applyEdits } from '#shared/payload/text-edit';

const ofRule = (input: LintInput, id: string): readonly Diagnostic[] =>
  lint(input).diagnostics.filter((diagnostic) => diagnostic.rule === id);

/** The input after a fix: its edits in the text, its headers or its environment beside it. */
function applied(input: LintInput, { fix }: Diagnostic): LintInput {
  if (fix === null) return input;
  const text = applyEdits(input.text, fix.edits);
  const action = fix.action;
  if (action?.kind === 'set-headers') {
    const headers: PushHeaders = { ...input.headers, ...action.headers };
    return {
      ...input,
      text,
      ...(input.headers === undefined ? {} : { headers }),
      ...omitUndefined({ topic: headers.topic, pushType: headers.pushType }),
    };
  }
  if (action?.kind === 'remove-headers') {
    const kept = Object.entries(input.headers ?? {}).filter(
      ([name]) => !(action.headers as readonly string[]).includes(name),
    );
    return { ...input, text, headers: Object.fromEntries(kept) };
  }
  if (action?.kind === 'remove-target') {
    return { ...input, text, token: '' };
  }
  return action?.kind === 'use-environment'
    ? { ...input, text, environment: action.environment }
    : { ...input, text };
}

describe.each(LINT_RULES)('$id', (rule) => {
  it('fires on its example, at a place inside the text', () => {
    const found = ofRule(rule.fires, rule.id);
    expect(found).not.toEqual([]);
    for (const { from, to, message, severity } of found) {
      expect(severity).toBe(rule.severity);
      expect(from).toBeLessThanOrEqual(to);
      expect(to).toBeLessThanOrEqual(rule.fires.text.length);
      expect(message.en).not.toMatch(/undefined|null\b(?!")|NaN|[\u4e00-\u9fff]/);
      expect(message.zh).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it('is silent on the example beside it', () => {
    expect(ofRule(rule.silent, rule.id)).toEqual([]);
  });

  it('the silent example raises no error of another rule either', () => {
    expect(lint(rule.silent).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('is gone once its fixes are applied', () => {
    let input = rule.fires;
    for (let round = 0; round < 8; round++) {
      const fixable = ofRule(input, rule.id).find(({ fix }) => fix !== null);
      if (fixable === undefined) break;
      input = applied(input, fixable);
    }
    expect(ofRule(input, rule.id).filter(({ fix }) => fix !== null)).toEqual([]);
    if (rule.id.startsWith('json/')) expect(() => JSON.parse(input.text) as unknown).not.toThrow();
  });

  it('has a title and a reason in both languages', () => {
    for (const text of [rule.title, rule.why]) {
      expect(text.en).toMatch(/\w/);
      expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
    }
  });
});

it('gives every rule an ID of its own, family and name', () => {
  const ids = LINT_RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+\/[a-z0-9-]+$/);
});
