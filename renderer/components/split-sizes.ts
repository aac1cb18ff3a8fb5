export interface SplitLimits {
  /** The smallest useful size of the fixed pane. Unit of all: CSS pixels. */
  readonly min: number;
  readonly max: number;
  /** What the other pane needs at least. */
  readonly otherMin: number;
}

/** A size that leaves both panes usable; the fixed pane gives way first when there is not room for both. */
export function clampSplit(size: number, available: number, limits: SplitLimits): number {
  const most = Math.min(limits.max, available - limits.otherMin);
  return Math.round(Math.max(Math.min(size, most), Math.min(limits.min, Math.max(available, 0))));
}

/** The size after a key on the separator; `null` for keys that mean nothing there. */
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
