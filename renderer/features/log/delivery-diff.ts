import type { Delivery, HeaderField } from '#shared/apns/push';
import { indentJson } from './indent-json.js';

export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

export interface HeaderDifference {
  readonly name: string;
  readonly left: string | null;
  readonly right: string | null;
  readonly differs: boolean;
}

/** The table of the longest common subsequence grows with the product of both lengths; past this we do without. */
const MAX_TABLE_CELLS = 4_000_000;

/**
 * Line by line, what one text has and the other has not. Equal heads and tails are cut off first, so that
 * long payloads that differ in one line stay cheap; what is too long even then is shown as replaced whole.
 */
export function diffLines(left: string, right: string): readonly DiffLine[] {
  const a = left.split('\n');
  const b = right.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  ) {
    tail += 1;
  }
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  return [
    ...a.slice(0, head).map(same),
    ...diffMiddle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(same),
  ];
}

function diffMiddle(a: readonly string[], b: readonly string[]): readonly DiffLine[] {
  const removed = (text: string): DiffLine => ({ kind: 'removed', text });
  const added = (text: string): DiffLine => ({ kind: 'added', text });
  if (a.length * b.length > MAX_TABLE_CELLS || a.length === 0 || b.length === 0) {
    return [...a.map(removed), ...b.map(added)];
  }
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const one = a[i] ?? '';
    const other = b[j] ?? '';
    if (one === other) {
      lines.push({ kind: 'same', text: one });
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      lines.push(removed(one));
      i += 1;
    } else {
      lines.push(added(other));
      j += 1;
    }
  }
  return [...lines, ...a.slice(i).map(removed), ...b.slice(j).map(added)];
}

/** Header by header, in the order of the first delivery, then what only the second has. */
export function diffHeaders(
  left: readonly HeaderField[],
  right: readonly HeaderField[],
): readonly HeaderDifference[] {
  const names = [...new Set([...left, ...right].map(({ name }) => name))];
  return names.map((name) => {
    const one = valuesOf(left, name);
    const other = valuesOf(right, name);
    return { name, left: one, right: other, differs: one !== other };
  });
}

function valuesOf(headers: readonly HeaderField[], name: string): string | null {
  const values = headers.filter((header) => header.name === name).map(({ value }) => value);
  return values.length === 0 ? null : values.join(', ');
}

/** Headers and payload of two deliveries side by side. */
export function diffDeliveries(left: Delivery, right: Delivery) {
  return {
    headers: diffHeaders(left.request.headers, right.request.headers),
    payload: diffLines(indentJson(left.push.payload), indentJson(right.push.payload)),
  };
}
