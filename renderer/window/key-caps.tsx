import styles from './key-caps.module.css';
import { isMacLike, keyNames, type ShortcutId } from './shortcuts.js';

/** Shows a shortcut as the keys to press. */
export function KeyCaps(props: { readonly shortcut: ShortcutId }) {
  const names = keyNames(props.shortcut, isMacLike(window.pushdeck?.platform, navigator.userAgent));
  return (
    <span className={styles.root}>
      {names.map((name) => (
        <kbd key={name} className={styles.cap}>
          {name}
        </kbd>
      ))}
    </span>
  );
}
