/** The keys of each shortcut, both for display and for matching (`mod` = ⌘ on macOS, Ctrl elsewhere). */
export const SHORTCUTS = {
  send: 'mod+Enter',
  save: 'mod+S',
  palette: 'mod+K',
  toggleLog: 'mod+J',
  togglePhone: 'mod+shift+P',
  toggleView: 'mod+shift+E',
  formatPayload: 'mod+shift+F',
  settings: 'mod+comma',
  shortcuts: '?',
} as const;
export type ShortcutId = keyof typeof SHORTCUTS;
export const SHORTCUT_IDS = Object.keys(SHORTCUTS) as readonly ShortcutId[];

const MAC_NAMES: Readonly<Record<string, string>> = {
  mod: '⌘',
  shift: '⇧',
  alt: '⌥',
  Enter: '↩',
  comma: ',',
};
const OTHER_NAMES: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  Enter: 'Enter',
  comma: ',',
};

/** The key names to display, as this system writes them. */
export function keyNames(id: ShortcutId, isMac: boolean): readonly string[] {
  const names = isMac ? MAC_NAMES : OTHER_NAMES;
  return SHORTCUTS[id].split('+').map((key) => names[key] ?? key.toUpperCase());
}

/** True on macOS and iPadOS, according to the desktop host, otherwise to the browser. */
export function isMacLike(platform: string | undefined, userAgent: string): boolean {
  return platform === undefined ? /Mac|iPhone|iPad/.test(userAgent) : platform === 'darwin';
}
