import { describe, expect, it } from 'vitest';
import { topicAfterTypeChange } from '../../../renderer/state/change-push-type.js';

describe('choosing another push type', () => {
  it.each([
    { topic: 'com.example.app', before: 'alert', after: 'voip', becomes: 'com.example.app.voip' },
    { topic: 'com.example.app.voip', before: 'voip', after: 'alert', becomes: 'com.example.app' },
    { topic: 'com.example.app.voip', before: 'voip', after: '', becomes: 'com.example.app' },
    {
      topic: 'com.example.app.voip',
      before: 'alert',
      after: 'liveactivity',
      becomes: 'com.example.app.voip',
    },
    { topic: 'pass.com.example', before: 'background', after: 'voip', becomes: 'pass.com.example' },
    { topic: '', before: 'alert', after: 'voip', becomes: '' },
  ])('turns $topic of $before into $becomes for $after', ({ topic, before, after, becomes }) => {
    expect(topicAfterTypeChange(topic, before, after)).toBe(becomes);
  });
});
