import { getHotkeyHandler } from '@mantine/hooks';
import { type KeyboardEvent as ReactKeyboardEvent, useEffect, useEffectEvent } from 'react';
import { SHORTCUT_IDS, type ShortcutId, SHORTCUTS } from './shortcuts.js';

/** The ARIA roles of everything that covers the window and takes the keyboard. */
const DIALOGS = '[role="dialog"], [role="alertdialog"], [role="menu"]';
/** Shortcuts whose key types a character while the focus is in a text field. */
const TYPEABLE: ReadonlySet<ShortcutId> = new Set(['shortcuts']);
const TEXT_FIELDS = 'input, textarea, select, [contenteditable="true"]';

/**
 * Whether a dialog, menu, popover or the palette is open. Then nothing behind it gets shortcuts or commands of the menu
 * bar.
 */
export function isDialogOpen(): boolean {
  return document.querySelector(DIALOGS) !== null;
}

/**
 * Listens for shortcuts while the component is mounted. They are ignored while a dialog is open, wherever the focus is,
 * and while the keys repeat.
 */
export function useShortcuts(actions: Partial<Readonly<Record<ShortcutId, () => void>>>): void {
  const onKey = useEffectEvent((event: KeyboardEvent, isBlocked: boolean) => {
    const pressed = SHORTCUT_IDS.find((id) => id in actions && matches(event, id));
    if (pressed === undefined) return;
    // Even when ignored: the browser must not save the page or open its own search.
    event.preventDefault();
    if (!isBlocked && !event.repeat) actions[pressed]?.();
  });
  useEffect(() => {
    let isHeldBack = false;
    // In the capture phase: a dialog that the key closes still has to count as open.
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

/** A shortcut for one part of the window: a key handler that acts only while the focus is inside it. */
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
 * Whether the key was pressed inside the listening element. React also bubbles events from a dialog to the component
 * that opened it, although the dialog is elsewhere in the document.
 */
export function isOwnKey(event: ReactKeyboardEvent): boolean {
  return event.target instanceof Node && event.currentTarget.contains(event.target);
}

/** Lets the send shortcut submit the form that has the focus, in a dialog. */
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
