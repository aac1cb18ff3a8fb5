import { FileDown } from 'lucide-react';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { FileUse } from '#shared/workspace/recognise-file';
import { distributeFiles, type FileDrop, type FileReceiver } from './distribute-files.js';
import styles from './file-drop.module.css';
import { recogniseDrop } from './recognise-drop.js';
import { useWithinLimits } from './use-within-limits.js';

export type { FileDrop } from './distribute-files.js';

type FileHandler = (drop: FileDrop) => void;

interface FileDropRegistry {
  readonly receive: FileHandler;
  readonly register: (receiver: FileReceiver) => () => void;
}

const FileDropContext = createContext<FileDropRegistry | null>(null);

/** Receives files dropped anywhere on the window and passes them to the registered receivers. */
export function FileDropProvider({ children }: { readonly children: ReactNode }) {
  const receivers = useRef<FileReceiver[]>([]);
  // Dropped before any receiver was registered: the window is still starting.
  const early = useRef<FileDrop[]>([]);
  const withinLimits = useWithinLimits();
  const checkLimits = useRef(withinLimits);
  useEffect(() => {
    checkLimits.current = withinLimits;
  }, [withinLimits]);
  const [registry] = useState<FileDropRegistry>(() => {
    const receive: FileHandler = (dropped) => {
      const drop = { ...dropped, files: checkLimits.current(dropped.files, 'any') };
      if (receivers.current.length === 0) {
        early.current.push(drop);
        return;
      }
      void recogniseDrop(drop.files).then((files) => {
        for (const { receiver, share } of distributeFiles(files, drop.folders, receivers.current)) {
          receiver.receive(share);
        }
      });
    };
    return {
      receive,
      register: (receiver) => {
        receivers.current.push(receiver);
        // Deferred until all receivers of this render are registered; otherwise the first would get the files of
        // others.
        if (early.current.length > 0) setTimeout(() => early.current.splice(0).forEach(receive));
        return () => {
          receivers.current = receivers.current.filter((other) => other !== receiver);
        };
      },
    };
  });
  const isOver = useWindowDrop(registry.receive);
  return (
    <FileDropContext value={registry}>
      {children}
      {isOver ? <DropOverlay /> : null}
    </FileDropContext>
  );
}

/**
 * Registers a handler of dropped files while the component is mounted; the latest one wins.
 *
 * @param use - Which files it is for. Absent: all that no other handler takes.
 */
export function useFileDrop(handler: FileHandler, use?: FileUse): void {
  const registry = useFileDropRegistry();
  const onDrop = useEffectEvent(handler);
  useEffect(() => registry.register({ use: use ?? null, receive: (drop) => onDrop(drop) }), [registry, use]);
}

/**
 * Returns a function that handles files as if they had been dropped: for file dialogs and files opened through the
 * system.
 */
export function useOpenFiles(): FileHandler {
  return useFileDropRegistry().receive;
}

function useFileDropRegistry(): FileDropRegistry {
  const registry = useContext(FileDropContext);
  if (registry === null) throw new Error('File drops need a FileDropProvider above');
  return registry;
}

function DropOverlay() {
  const { t } = useTranslation();
  return (
    <div className={styles.overlay} role="status">
      <div className={styles.card}>
        <FileDown size={28} strokeWidth={1.5} aria-hidden />
        <strong>{t('drop.title')}</strong>
        <span className={styles.hint}>{t('drop.hint')}</span>
      </div>
    </div>
  );
}

/** Tracks drags over the whole window. Only drags with files count, not dragged text. */
function useWindowDrop(onFiles: FileHandler): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    // Enter and leave fire for every element on the way, so only their balance shows whether the drag left the window.
    let depth = 0;
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const onEnter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth += 1;
      setIsOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setIsOver(false);
    };
    const onOver = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    };
    const onDrop = (event: DragEvent): void => {
      depth = 0;
      setIsOver(false);
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      onFiles(readDrop(event.dataTransfer));
    };
    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('dragover', onOver);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('drop', onDrop);
    };
  }, [onFiles]);
  return isOver;
}

function readDrop(transfer: DataTransfer): FileDrop {
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry?.isDirectory === true) folders.push(entry.name);
    else if (file !== null) files.push(file);
  }
  // Drops created by scripts carry files without items.
  return files.length === 0 && folders.length === 0
    ? { files: [...transfer.files], folders }
    : { files, folders };
}
