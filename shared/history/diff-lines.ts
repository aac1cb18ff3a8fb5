export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** With more differing lines in total, the whole middle is shown as replaced, to bound the time. */
const EDIT_LIMIT = 500;

/**
 * Computes a minimal line diff.
 *
 * @see E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986
 */
export function diffLines(left: string, right: string): readonly DiffLine[] {
  const a = left.split('\n');
  const b = right.split('\n');
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (
    end < a.length - start &&
    end < b.length - start &&
    a[a.length - 1 - end] === b[b.length - 1 - end]
  ) {
    end += 1;
  }
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  return [
    ...a.slice(0, start).map(same),
    ...diffMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ];
}

function diffMiddle(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text });
  const added = (text: string): DiffLine => ({ kind: 'added', text });
  const steps = shortestEdit(a, b);
  if (steps === null) return [...a.map(removed), ...b.map(added)];
  const lines: DiffLine[] = [];
  let x = a.length;
  let y = b.length;
  for (let distance = steps.length - 1; distance > 0; distance -= 1) {
    const reach = steps[distance - 1] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -distance || (k !== distance && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const fromX = reach.get(down ? k + 1 : k - 1) ?? 0;
    const fromY = fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY && (x > fromX + (down ? 0 : 1) || y > fromY + (down ? 1 : 0))) {
      x -= 1;
      y -= 1;
      lines.push({ kind: 'same', text: a[x] ?? '' });
    }
    if (down) {
      y -= 1;
      lines.push(added(b[y] ?? ''));
    } else {
      x -= 1;
      lines.push(removed(a[x] ?? ''));
    }
  }
  while (x > 0) {
    x -= 1;
    lines.push({ kind: 'same', text: a[x] ?? '' });
  }
  return lines.reverse();
}

/** The furthest reach of each diagonal, per number of edits; `null` beyond {@link EDIT_LIMIT} edits. */
function shortestEdit(
  a: readonly string[],
  b: readonly string[],
): readonly ReadonlyMap<number, number>[] | null {
  const steps: Map<number, number>[] = [];
  for (let distance = 0; distance <= Math.min(a.length + b.length, EDIT_LIMIT); distance += 1) {
    const before = steps.at(-1) ?? new Map<number, number>([[1, 0]]);
    const reach = new Map<number, number>();
    steps.push(reach);
    for (let k = -distance; k <= distance; k += 2) {
      const down =
        k === -distance || (k !== distance && (before.get(k - 1) ?? -1) < (before.get(k + 1) ?? -1));
      let x = down ? (before.get(k + 1) ?? 0) : (before.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) return steps;
    }
  }
  return null;
}
