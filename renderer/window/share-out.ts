import type { FileUse } from '#shared/workspace/recognise-file';

/** What was dropped on the window or opened through the system. */
export interface FileDrop {
  readonly files: readonly File[];
  /** Names of folders in the drop: a page cannot read them, but it can say so. */
  readonly folders: readonly string[];
}

/** A file of which is known what it is for. */
export interface RecognisedFile {
  readonly file: File;
  readonly use: FileUse;
}

/** A part of the window that takes files. */
export interface FileReceiver {
  /** `null`: takes what nobody else wants. */
  readonly use: FileUse | null;
  readonly receive: (drop: FileDrop) => void;
}

/** Gives every file of a drop to the receiver made for it, and the rest, folders too, to the general one. */
export function shareOut(
  files: readonly RecognisedFile[],
  folders: readonly string[],
  receivers: readonly FileReceiver[],
): readonly { readonly receiver: FileReceiver; readonly share: FileDrop }[] {
  const general = receivers.findLast(({ use }) => use === null);
  const shares = new Map<FileReceiver, File[]>();
  for (const { file, use } of files) {
    const receiver = receivers.findLast((one) => one.use === use) ?? general;
    if (receiver !== undefined) shares.set(receiver, [...(shares.get(receiver) ?? []), file]);
  }
  if (folders.length > 0 && general !== undefined && !shares.has(general)) shares.set(general, []);
  return [...shares].map(([receiver, own]) => ({
    receiver,
    share: { files: own, folders: receiver === general ? folders : [] },
  }));
}
