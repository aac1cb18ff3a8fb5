import { describe, expect, it } from 'vitest';
import { suggestTopics } from '../../../../renderer/features/compose/topic-suggestions.js';
import { certificateSummary } from '../../support/credential-samples.js';

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
