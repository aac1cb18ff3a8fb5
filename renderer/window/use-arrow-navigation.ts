import { type KeyboardEvent, type RefObject, useRef } from 'react';
import { isOwnKey } from './use-shortcuts.js';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** @returns the index that an arrow key moves to; `null` for any other key. */
export function arrowStep(event: KeyboardEvent, at: number, count: number): number | null {
  const step = STEPS[event.key];
  if (step === undefined) return null;
  event.preventDefault();
  return Math.min(count - 1, Math.max(0, at + step));
}

/** Moves through a list of buttons with the arrow keys, clicking each on the way. */
export function useArrowNavigation(): {
  readonly ref: RefObject<HTMLUListElement | null>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
} {
  const ref = useRef<HTMLUListElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOwnKey(event)) return;
    const buttons = [...(ref.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    const next = buttons[arrowStep(event, at, buttons.length) ?? -1];
    next?.focus();
    next?.click();
  };
  return { ref, onKeyDown };
}
