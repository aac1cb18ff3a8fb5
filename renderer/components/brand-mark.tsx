import styles from './brand-mark.module.css';

/** The product's logo: a deck of notifications. */
export function BrandMark(props: {
  /** Unit: CSS pixels. */
  readonly size: number;
}) {
  return (
    <svg width={props.size} height={props.size} viewBox="0 0 32 32" aria-hidden className={styles.root}>
      <rect width="32" height="32" rx="8" fill="currentColor" />
      <rect x="8" y="7" width="16" height="3" rx="1.5" fill="#fff" opacity=".55" />
      <rect x="6" y="13" width="20" height="12" rx="4" fill="#fff" />
      <circle cx="11" cy="19" r="2.2" fill="currentColor" />
      <rect x="15" y="17.8" width="8" height="2.4" rx="1.2" fill="currentColor" />
    </svg>
  );
}
