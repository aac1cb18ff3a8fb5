import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { isNumber, useStored } from '../platform/stored-value.js';
import { clampSplit, sizeAfterKey, type SplitLimits } from './split-sizes.js';
import styles from './split-view.module.css';

export interface SplitViewProps {
  readonly orientation: 'horizontal' | 'vertical';
  /** Fills the remaining space. */
  readonly main: ReactNode;
  /** Right of or below `main`, resizable by the user; `null` while hidden. */
  readonly aside: ReactNode | null;
  readonly defaultSize: number;
  readonly limits: SplitLimits;
  /** The key under which the size is stored. */
  readonly storageKey: string;
  /** Names what the separator resizes, for screen readers. */
  readonly label: string;
}

/** Two panes with a separator for pointer and keyboard; its position survives a reload. */
export function SplitView(props: SplitViewProps) {
  const { orientation, limits } = props;
  const [stored, store] = useStored(`split.${props.storageKey}`, isNumber, props.defaultSize);
  const [dragged, setDragged] = useState<number | null>(null);
  const drag = useRef<{ readonly from: number; readonly size: number } | null>(null);
  const { ref, width, height } = useElementSize();
  const available = (orientation === 'horizontal' ? width : height) || Number.MAX_SAFE_INTEGER;
  const size = clampSplit(dragged ?? stored, available, limits);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { from: orientation === 'horizontal' ? event.clientX : event.clientY, size };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (drag.current === null) return;
    const at = orientation === 'horizontal' ? event.clientX : event.clientY;
    setDragged(clampSplit(drag.current.size + drag.current.from - at, available, limits));
  };
  const onPointerEnd = (): void => {
    drag.current = null;
    if (dragged !== null) store(dragged);
    setDragged(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const next = sizeAfterKey(event.key, event.shiftKey, size, orientation);
    if (next === null) return;
    event.preventDefault();
    store(clampSplit(next, available, limits));
  };

  return (
    <div ref={ref} className={styles.root} data-orientation={orientation}>
      <div className={styles.main}>{props.main}</div>
      {props.aside === null ? null : (
        <>
          <div
            className={styles.separator}
            role="separator"
            tabIndex={0}
            aria-label={props.label}
            aria-orientation={orientation === 'horizontal' ? 'vertical' : 'horizontal'}
            aria-valuenow={size}
            aria-valuemin={limits.min}
            aria-valuemax={limits.max}
            data-orientation={orientation}
            data-dragging={dragged === null ? undefined : true}
            onPointerDown={onPointerDown}
            onPointerMove={onPointerMove}
            onPointerUp={onPointerEnd}
            onPointerCancel={onPointerEnd}
            onDoubleClick={() => store(props.defaultSize)}
            onKeyDown={onKeyDown}
          />
          <div className={styles.aside} style={{ flexBasis: size }}>
            {props.aside}
          </div>
        </>
      )}
    </div>
  );
}
