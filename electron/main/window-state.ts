import type { Rectangle, Size } from 'electron';

/** The last state of the window. `bounds` are those of the normal window, even while maximised. */
export interface WindowState {
  readonly bounds: Rectangle | null;
  readonly maximised: boolean;
  readonly fullScreen: boolean;
}

/** Unit: device-independent pixels. */
export const WINDOW_SIZE = { minWidth: 900, minHeight: 600, width: 1440, height: 900 } as const;

/** The state of a first start: the system chooses the position. */
export const FIRST_WINDOW_STATE: WindowState = { bounds: null, maximised: false, fullScreen: false };

/** This much of the title bar must be on a display, so that the window can be moved. Unit: pixels. */
const GRIP = { width: 120, height: 40 } as const;

/** Parses a stored {@link WindowState}; invalid values count as a first start. */
export function parseWindowState(stored: unknown): WindowState {
  if (typeof stored !== 'object' || stored === null) return FIRST_WINDOW_STATE;
  const { bounds, maximised, fullScreen } = stored as Record<string, unknown>;
  return {
    bounds: isRectangle(bounds) ? bounds : null,
    maximised: maximised === true,
    fullScreen: fullScreen === true,
  };
}

/**
 * Fits a stored window to the current displays, which may have been removed, moved or resized.
 *
 * @param workAreas - Work areas of all displays, the primary one first.
 * @returns the same position if it can still be reached, else centred on the primary display; never larger than its
 *   display.
 */
export function fitToDisplays(state: WindowState, workAreas: readonly Rectangle[]): WindowState {
  const { bounds } = state;
  const [primary] = workAreas;
  if (bounds === null || primary === undefined) return { ...state, bounds: null };
  for (const area of workAreas) {
    const fitted = { ...bounds, ...sizeWithin(bounds, area) };
    if (hasGrip(fitted, area)) return { ...state, bounds: fitted };
  }
  const { width, height } = sizeWithin(bounds, primary);
  const x = primary.x + Math.round((primary.width - width) / 2);
  const y = primary.y + Math.round((primary.height - height) / 2);
  return { ...state, bounds: { x, y, width, height } };
}

function sizeWithin(wanted: Size, area: Size): Size {
  return {
    width: Math.min(Math.max(wanted.width, WINDOW_SIZE.minWidth), area.width),
    height: Math.min(Math.max(wanted.height, WINDOW_SIZE.minHeight), area.height),
  };
}

/** True if enough of the window's title bar is inside the area. */
function hasGrip(bounds: Rectangle, area: Rectangle): boolean {
  const visible = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  return visible >= GRIP.width && bounds.y >= area.y && bounds.y + GRIP.height <= area.y + area.height;
}

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false;
  const sides = value as Record<string, unknown>;
  return (
    ['x', 'y', 'width', 'height'].every((side) => Number.isSafeInteger(sides[side])) &&
    Number(sides['width']) > 0 &&
    Number(sides['height']) > 0
  );
}
