/** What the rest of the window may ask of the payload editor once it is loaded. */
export interface EditorHandle {
  readonly undo: () => void;
  readonly redo: () => void;
  /** Selects a range of the text and brings it into view. Unit: UTF-16 code units. */
  readonly reveal: (from: number, to: number) => void;
}

/** Keeps what an editor knew (its undo history) while it is off the screen. */
export interface EditorMemory {
  readonly recall: () => unknown;
  readonly remember: (kept: unknown) => void;
}
