import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { isBoolean, useStored } from '../platform/stored-value.js';

export interface Layout {
  readonly logOpen: boolean;
  readonly phoneOpen: boolean;
  readonly setLogOpen: (open: boolean) => void;
  readonly setPhoneOpen: (open: boolean) => void;
}

const LayoutContext = createContext<Layout | null>(null);

/** Which panels are open; persisted across reloads. */
export function LayoutProvider({ children }: { readonly children: ReactNode }) {
  const [logOpen, setLogOpen] = useStored('layout.log', isBoolean, true);
  const [phoneOpen, setPhoneOpen] = useStored('layout.phone', isBoolean, true);
  const layout = useMemo(
    () => ({ logOpen, phoneOpen, setLogOpen, setPhoneOpen }),
    [logOpen, phoneOpen, setLogOpen, setPhoneOpen],
  );
  return <LayoutContext value={layout}>{children}</LayoutContext>;
}

export function useLayout(): Layout {
  const layout = useContext(LayoutContext);
  if (layout === null) throw new Error('useLayout needs a LayoutProvider above it');
  return layout;
}
