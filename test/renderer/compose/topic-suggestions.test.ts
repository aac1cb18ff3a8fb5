import { describe, expect, it } from 'vitest';
import { fittingTopic, suggestTopics } from '../../../renderer/features/compose/topic-suggestions.js';
import { certificateSummary } from '../support/credential-samples.js';

describe('fittingTopic', () => {
  it.each([
    { topic: 'com.example.app', pushType: 'voip', better: 'com.example.app.voip' },
    { topic: 'com.example.app.voip', pushType: 'alert', better: 'com.example.app' },
    { topic: 'com.example.app', pushType: 'alert', better: null },
    { topic: 'pass.com.example', pushType: 'voip', better: null },
    { topic: '', pushType: 'voip', better: null },
    { topic: 'com.example.app', pushType: 'made-up', better: null },
  ])('$topic for $pushType → $better', ({ topic, pushType, better }) => {
    expect(fittingTopic(topic, pushType)).toBe(better);
  });
});

describe('suggestTopics', () => {
  it('offers what the certificate lists, in the form the push type wants first', () => {
    expect(suggestTopics(certificateSummary(), null, 'voip')).toEqual([
      'com.example.app.voip',
      'com.example.app',
    ]);
  });

  it('offers the sample of the simulator with its suffix', () => {
    expect(suggestTopics(null, 'com.example.sample', 'liveactivity')).toEqual([
      'com.example.sample.push-type.liveactivity',
    ]);
  });
});
