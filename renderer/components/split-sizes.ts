export interface SplitLimits {
  /** The minimum size of the fixed pane. Unit of all: CSS pixels. */
  readonly min: number;
  readonly max: number;
  /** The minimum size of the other pane. */
  readonly otherMin: number;
}

/** Clamps a size so that both panes stay usable; the fixed pane shrinks first where there is not enough room. */
export function clampSplit(size: number, available: number, limits: SplitLimits): number {
  const most = Math.min(limits.max, available - limits.otherMin);
  return Math.round(Math.max(Math.min(size, most), Math.min(limits.min, Math.max(available, 0))));
}

/** The new size after a key press on the separator; `null` for keys it does not handle. */
export function sizeAfterKey(
  key: string,
  isShift: boolean,
  size: number,
  orientation: 'horizontal' | 'vertical',
): number | null {
  const step = isShift ? 64 : 16;
  const [grow, shrink] =
    orientation === 'horizontal' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
  if (key === grow) return size + step;
  if (key === shrink) return size - step;
  if (key === 'Home') return Number.MAX_SAFE_INTEGER;
  if (key === 'End') return 0;
  return null;
}
