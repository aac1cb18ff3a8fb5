/** What other parts of the window can ask of the payload editor once it is loaded. */
export interface EditorHandle {
  readonly undo: () => void;
  readonly redo: () => void;
  /** Selects a range of the text and scrolls it into view. Unit: UTF-16 code units. */
  readonly reveal: (from: number, to: number) => void;
}

/** Keeps the state of an editor (its undo history) while it is not mounted. */
export interface EditorMemory {
  readonly recall: () => unknown;
  readonly remember: (kept: unknown) => void;
}
