import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIRST_WINDOW_STATE,
  fitToDisplays,
  parseWindowState,
  WINDOW_SIZE,
  type WindowState,
} from '../../../electron/main/window-state.js';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const rightScreen = { x: 1440, y: 0, width: 2560, height: 1400 };

const at = (x: number, y: number, width = 1200, height = 700): WindowState => ({
  bounds: { x, y, width, height },
  maximised: false,
  fullScreen: false,
});

describe('fitToDisplays', () => {
  it('keeps a window that can be reached where it was, also on a second screen', () => {
    expect(fitToDisplays(at(100, 100), [laptop]).bounds).toEqual(at(100, 100).bounds);
    expect(fitToDisplays(at(2000, 200), [laptop, rightScreen]).bounds).toEqual(at(2000, 200).bounds);
  });

  it('lets a window hang over the edge while its title bar can be taken hold of', () => {
    expect(fitToDisplays(at(1300, 500), [laptop]).bounds).toMatchObject({ x: 1300, y: 500 });
  });

  it.each([
    { state: at(2000, 200), why: 'its screen is gone' },
    { state: at(1400, 100), why: 'only a sliver of it would be seen' },
    { state: at(100, -200), why: 'its title bar is above the screen' },
    { state: at(100, 890), why: 'its title bar is below the screen' },
  ])('centres it on the primary display when $why', ({ state }) => {
    expect(fitToDisplays(state, [laptop]).bounds).toEqual({ x: 120, y: 113, width: 1200, height: 700 });
  });

  it('never is larger than the display', () => {
    expect(fitToDisplays(at(0, 25, 5000, 5000), [laptop]).bounds).toMatchObject({ width: 1440, height: 875 });
  });

  it('never is smaller than the page can be used', () => {
    expect(fitToDisplays(at(10, 50, 1, 1), [laptop]).bounds).toMatchObject({
      width: WINDOW_SIZE.minWidth,
      height: WINDOW_SIZE.minHeight,
    });
  });

  it('leaves the place to the system when there is none, and keeps the rest', () => {
    expect(fitToDisplays({ ...at(0, 0), bounds: null, maximised: true }, [laptop])).toEqual({
      bounds: null,
      maximised: true,
      fullScreen: false,
    });
    expect(fitToDisplays(at(0, 0), []).bounds).toBeNull();
  });

  it('always leaves enough of the title bar on some screen', () => {
    const number = fc.integer({ min: -10_000, max: 10_000 });
    const size = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(number, number, size, size, (x, y, width, height) => {
        const { bounds } = fitToDisplays(at(x, y, width, height), [laptop, rightScreen]);
        if (bounds === null) throw new Error('a window with a place lost it');
        const grips = [laptop, rightScreen].map((area) => {
          const seen = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
          return seen >= 120 && bounds.y >= area.y && bounds.y < area.y + area.height;
        });
        expect(grips).toContain(true);
      }),
    );
  });
});

describe('parseWindowState', () => {
  it.each([
    null,
    'text',
    { bounds: { x: 1, y: 2, width: 'wide', height: 4 } },
    { bounds: { x: 1, y: 2, width: 0, height: 4 } },
    { bounds: { x: Number.NaN, y: 2, width: 3, height: 4 } },
    { bounds: [1, 2, 3, 4] },
    { maximised: 'yes' },
  ])('%j counts as never seen', (stored) => {
    expect(parseWindowState(stored)).toEqual(FIRST_WINDOW_STATE);
  });
});
