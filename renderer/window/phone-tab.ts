export type PhoneTab = 'preview' | 'inbox';

/** Which phone tab is shown, and whether the window switched to it automatically. */
export interface PhoneTabState {
  readonly tab: PhoneTab;
  readonly isAutomatic: boolean;
}

export type PhoneTabEvent =
  | { readonly kind: 'chosen'; readonly tab: PhoneTab }
  /** A push arrived at the simulator, or its screen is open: shows the inbox. */
  | { readonly kind: 'arrivals' }
  /** The push is being edited: returns to the preview, unless the user selected the inbox. */
  | { readonly kind: 'writing' };

export function nextPhoneTab(state: PhoneTabState, event: PhoneTabEvent): PhoneTabState {
  switch (event.kind) {
    case 'chosen':
      return { tab: event.tab, isAutomatic: false };
    case 'arrivals':
      return state.tab === 'inbox' ? state : { tab: 'inbox', isAutomatic: true };
    case 'writing':
      return state.tab === 'inbox' && state.isAutomatic ? { tab: 'preview', isAutomatic: false } : state;
  }
}
