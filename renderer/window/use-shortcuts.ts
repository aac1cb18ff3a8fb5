import { getHotkeyHandler } from '@mantine/hooks';
import { type KeyboardEvent as ReactKeyboardEvent, useEffect, useEffectEvent } from 'react';
import { SHORTCUT_IDS, type ShortcutId, SHORTCUTS } from './shortcuts.js';

/** Everything that lies over the window and has the keyboard to itself, as the roles of ARIA name it. */
const DIALOGS = '[role="dialog"], [role="alertdialog"], [role="menu"]';
/** Typed like any other character where text is written. */
const TYPEABLE: ReadonlySet<ShortcutId> = new Set(['shortcuts']);
const TEXT_FIELDS = 'input, textarea, select, [contenteditable="true"]';

/**
 * Whether a dialog, menu, popover or the palette is open. What is behind it gets no shortcut and no command of
 * the menu bar then: the question on the screen comes first.
 */
export function isDialogOpen(): boolean {
  return document.querySelector(DIALOGS) !== null;
}

/**
 * Listens for shortcuts of the window while the component is mounted. They do nothing while a dialog is open,
 * wherever the focus is, nor again while the keys are held down.
 */
export function useShortcuts(actions: Partial<Readonly<Record<ShortcutId, () => void>>>): void {
  const onKey = useEffectEvent((event: KeyboardEvent, isHeldBack: boolean) => {
    const pressed = SHORTCUT_IDS.find((id) => id in actions && matches(event, id));
    if (pressed === undefined) return;
    // Held back or not: the browser must not save the page or open its own search instead.
    event.preventDefault();
    if (!isHeldBack && !event.repeat) actions[pressed]?.();
  });
  useEffect(() => {
    let isHeldBack = false;
    // Before anybody acts on the key: the dialog that it closes still has to count as open.
    const onCapture = (): void => {
      isHeldBack = isDialogOpen();
    };
    const onBubble = (event: KeyboardEvent): void => onKey(event, isHeldBack);
    window.addEventListener('keydown', onCapture, true);
    document.documentElement.addEventListener('keydown', onBubble);
    return () => {
      window.removeEventListener('keydown', onCapture, true);
      document.documentElement.removeEventListener('keydown', onBubble);
    };
  }, []);
}

/** A shortcut for one part of the window: a key handler that acts only while the focus is in that part. */
export function shortcutWithin(
  id: ShortcutId,
  act: () => void,
): (event: ReactKeyboardEvent<HTMLElement>) => void {
  return (event) => {
    if (!matches(event.nativeEvent, id)) return;
    event.preventDefault();
    if (isOwnKey(event) && !event.repeat && !isDialogOpen()) act();
  };
}

/**
 * Whether a key was pressed in the very element that listens. React passes on what happens in a dialog to the
 * component that opened it, though the dialog lies elsewhere in the document.
 */
export function isOwnKey(event: ReactKeyboardEvent): boolean {
  return event.target instanceof Node && event.currentTarget.contains(event.target);
}

/** Lets the send shortcut press the button of the form that the focus is in, in a dialog. */
export function useDialogSubmit(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.repeat || !matches(event, 'send') || !(event.target instanceof Element)) return;
      const form = event.target.closest(DIALOGS)?.querySelector('form') ?? null;
      if (form?.contains(event.target) !== true) return;
      event.preventDefault();
      form.querySelector<HTMLButtonElement>('button[type="submit"]:enabled')?.click();
    };
    document.documentElement.addEventListener('keydown', onKeyDown);
    return () => document.documentElement.removeEventListener('keydown', onKeyDown);
  }, []);
}

function matches(event: KeyboardEvent, id: ShortcutId): boolean {
  const { target } = event;
  if (TYPEABLE.has(id) && target instanceof Element && target.closest(TEXT_FIELDS) !== null) return false;
  let isMatch = false;
  const onMatch = (): void => {
    isMatch = true;
  };
  const keys = id === 'shortcuts' ? 'shift+?' : SHORTCUTS[id];
  getHotkeyHandler([[keys, onMatch, { preventDefault: false }]])(event);
  return isMatch;
}
