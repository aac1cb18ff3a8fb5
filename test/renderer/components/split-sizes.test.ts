import { describe, expect, it } from 'vitest';
import { clampSplit, sizeAfterKey } from '../../../renderer/components/split-sizes.js';

const limits = { min: 100, max: 500, otherMin: 300 };

describe('clampSplit', () => {
  it.each([
    { size: 250, available: 1000, becomes: 250, because: 'it fits' },
    { size: 900, available: 1000, becomes: 500, because: 'the pane has a largest size' },
    { size: 10, available: 1000, becomes: 100, because: 'the pane has a smallest size' },
    { size: 400, available: 600, becomes: 300, because: 'the other pane needs its room' },
    {
      size: 400,
      available: 350,
      becomes: 100,
      because: 'where there is room for neither, both stay visible',
    },
  ])('$size of $available → $becomes, because $because', ({ size, available, becomes }) => {
    expect(clampSplit(size, available, limits)).toBe(becomes);
  });
});

describe('sizeAfterKey', () => {
  it('grows the pane towards the arrow that points away from it', () => {
    expect(sizeAfterKey('ArrowLeft', false, 200, 'horizontal')).toBe(216);
    expect(sizeAfterKey('ArrowUp', true, 200, 'vertical')).toBe(264);
  });

  it('leaves other keys to the page', () => {
    expect(sizeAfterKey('ArrowUp', false, 200, 'horizontal')).toBeNull();
    expect(sizeAfterKey('Tab', false, 200, 'vertical')).toBeNull();
  });
});
