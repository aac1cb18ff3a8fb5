import { BatteryFull, Signal, Wifi } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLanguage } from '../../i18n/use-text.js';
import iphoneStyles from './iphone.module.css';
import { lockScreenDate, lockScreenTime } from './lock-screen-time.js';
import styles from './phone-frame.module.css';

/** An iPhone frame around its content. */
export function PhoneFrame(props: {
  readonly scheme: 'light' | 'dark';
  readonly nowMs: number;
  /** The content of the Dynamic Island; its usual shape without any. */
  readonly island?: ReactNode;
  readonly children: ReactNode;
}) {
  const language = useLanguage();
  return (
    <div className={iphoneStyles.phone} data-scheme={props.scheme}>
      <div className={iphoneStyles.screen}>
        {props.island ?? <div className={iphoneStyles.island} aria-hidden />}
        <div className={iphoneStyles.statusBar} aria-hidden>
          <span>{lockScreenTime(props.nowMs, language)}</span>
          <span>
            <Signal size={13} strokeWidth={2.6} />
            <Wifi size={13} strokeWidth={2.4} />
            <BatteryFull size={17} />
          </span>
        </div>
        {props.children}
        <div className={iphoneStyles.homeBar} aria-hidden />
      </div>
    </div>
  );
}

/** Date and time in large type, as on a lock screen. */
export function LockClock({ nowMs }: { readonly nowMs: number }) {
  const language = useLanguage();
  return (
    <div className={iphoneStyles.clock} aria-hidden>
      <p>{lockScreenDate(nowMs, language)}</p>
      <p>{lockScreenTime(nowMs, language)}</p>
    </div>
  );
}

/** Placeholder apps, so that a home screen looks like one. */
export function HomeScreen({ children }: { readonly children?: ReactNode }) {
  return (
    <div className={styles.home} aria-hidden={children === undefined}>
      <div className={styles.grid}>
        {children}
        {Array.from({ length: children === undefined ? 12 : 11 }, (_, index) => (
          <span key={index} className={styles.otherApp} aria-hidden />
        ))}
      </div>
      <div className={styles.homeDock} aria-hidden>
        {Array.from({ length: 4 }, (_, index) => (
          <span key={index} className={styles.otherApp} />
        ))}
      </div>
    </div>
  );
}
