import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alertText,
  customKeys,
  readPayload,
  soundOf,
  withAlertText,
  withSound,
} from '../../../../../renderer/features/payload/form/payload-edits.js';

describe('the texts of an alert', () => {
  it('keep a bare string as long as only the body changes', () => {
    const reading = readPayload('{"aps":{"alert":"Hi"}}');
    expect(alertText(reading, 'body')).toBe('Hi');
    expect(withAlertText(reading, 'body', 'Ho')).toBe('{"aps":{"alert":"Ho"}}');
  });

  it('turn it into an object with its body when a title joins', () => {
    const after = withAlertText(readPayload('{"aps":{"alert":"Hi"}}'), 'title', 'T');
    expect(JSON.parse(after)).toEqual({ aps: { alert: { title: 'T', body: 'Hi' } } });
  });

  it('take the alert away with its last text', () => {
    const after = withAlertText(readPayload('{"aps":{"alert":{"title":"T"},"badge":1}}'), 'title', '');
    expect(JSON.parse(after)).toEqual({ aps: { badge: 1 } });
  });

  it('can be written into nothing', () => {
    expect(JSON.parse(withAlertText(readPayload(''), 'body', 'Hi'))).toEqual({
      aps: { alert: { body: 'Hi' } },
    });
  });

  it('leave everything else as it is spelled', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.jsonValue(),
        fc.constantFrom('title', 'subtitle', 'body'),
        (words, own, key) => {
          const spelled = `{ "own": ${JSON.stringify(own)}, "n": 1.50, "aps": {"alert": {"title": "a"}, "z": 1e3} }`;
          const after = withAlertText(readPayload(spelled), key, words);
          expect(after).toContain(`"own": ${JSON.stringify(own)}, "n": 1.50`);
          expect(after).toContain('"z": 1e3');
          expect(alertText(readPayload(after), key)).toBe(words);
        },
      ),
    );
  });
});

describe('a sound', () => {
  it('has the short form where that is enough', () => {
    expect(withSound('{"aps":{}}', { name: 'default', critical: false, volume: 1 })).toBe(
      '{"aps":{"sound":"default"}}',
    );
  });

  it('becomes the object of a critical alert and back', () => {
    const critical = withSound('{"aps":{"sound":"ding"}}', { name: 'ding', critical: true, volume: 0.5 });
    expect(JSON.parse(critical)).toEqual({ aps: { sound: { critical: 1, name: 'ding', volume: 0.5 } } });
    expect(soundOf(readPayload(critical))).toEqual({ name: 'ding', critical: true, volume: 0.5 });
    const plain = withSound(critical, { name: 'ding', critical: false, volume: 0.5 });
    expect(JSON.parse(plain)).toEqual({ aps: { sound: 'ding' } });
  });
});

describe('the form', () => {
  it.each([
    { text: '{"aps":{}}', isEditable: true },
    { text: '', isEditable: true },
    { text: '[]', isEditable: false },
    { text: '{"aps":', isEditable: false },
  ])('of $text can be edited: $isEditable', ({ text, isEditable }) => {
    expect(readPayload(text).isEditable).toBe(isEditable);
  });

  it('lists the own keys of an app once each', () => {
    expect(customKeys(readPayload('{"b":1,"aps":{},"a":2,"b":3}'))).toEqual(['b', 'a']);
  });
});
