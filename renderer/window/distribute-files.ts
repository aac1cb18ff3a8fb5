import type { FileUse } from '#shared/workspace/recognise-file';

/** Files dropped on the window or opened through the system. */
export interface FileDrop {
  readonly files: readonly File[];
  /** The names of dropped folders: a page cannot read them, but it can say so. */
  readonly folders: readonly string[];
}

/** A file whose use was recognised. */
export interface RecognisedFile {
  readonly file: File;
  readonly use: FileUse;
}

/** A part of the window that receives files. */
export interface FileReceiver {
  /** `null`: receives what no other receiver takes. */
  readonly use: FileUse | null;
  readonly receive: (drop: FileDrop) => void;
}

/** Distributes the files of a drop: each to the receiver of its use, the rest and folders to the general receiver. */
export function distributeFiles(
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
