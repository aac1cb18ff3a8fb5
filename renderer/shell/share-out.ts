/** What was dropped on the window or opened through the system. */
export interface FileDrop {
  readonly files: readonly File[];
  /** Names of folders in the drop: a page cannot read them, but it can say so. */
  readonly folders: readonly string[];
}

/** A part of the window that takes files. */
export interface FileReceiver {
  /** `null`: takes what nobody else wants. */
  readonly accepts: ((file: File) => boolean) | null;
  readonly receive: (drop: FileDrop) => void;
}

/** Gives every file of a drop to the receiver made for it, and the rest, folders too, to the general one. */
export function shareOut(
  drop: FileDrop,
  receivers: readonly FileReceiver[],
): readonly { readonly receiver: FileReceiver; readonly share: FileDrop }[] {
  const special = receivers.filter(({ accepts }) => accepts !== null);
  const general = receivers.findLast(({ accepts }) => accepts === null);
  const shares = new Map<FileReceiver, File[]>();
  for (const file of drop.files) {
    const receiver = special.findLast(({ accepts }) => accepts?.(file) === true) ?? general;
    if (receiver !== undefined) shares.set(receiver, [...(shares.get(receiver) ?? []), file]);
  }
  if (drop.folders.length > 0 && general !== undefined && !shares.has(general)) shares.set(general, []);
  return [...shares].map(([receiver, files]) => ({
    receiver,
    share: { files, folders: receiver === general ? drop.folders : [] },
  }));
}
