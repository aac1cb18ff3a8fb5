import { useCallback, useReducer, useRef, useState } from 'react';
import { FILE_LIMITS } from '#shared/contract/message-limits';
import type { ErrorMessage } from '#shared/errors';
import { useClient } from '../../platform/client-context.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import { CLOSED_VAULT, type ImportItem, isHalf, reduceImports, waitingHalves } from './import-state.js';
import { useVaultChoice } from './vault-choice.js';

const { count: MAX_FILES } = FILE_LIMITS.credential;

/** The answer to what a card asked. */
export interface ImportAnswer {
  readonly password?: string;
  readonly keyId?: string;
  readonly teamId?: string;
}

export interface Imports {
  readonly items: readonly ImportItem[];
  readonly drop: (files: readonly File[], refused: readonly RefusedDrop[]) => void;
  readonly answer: (item: ImportItem, answer: ImportAnswer) => void;
  /** Retries files that the vault could not store (locked, or no protection chosen), with their earlier answers. */
  readonly retryLocked: () => void;
  readonly dismiss: (id: string) => void;
  readonly dismissAll: () => void;
  /** Closes the dialog; files that still need an answer are kept. */
  readonly close: () => void;
  /** Reopens the dialog. */
  readonly reopen: () => void;
  /** Whether the dialog is open. */
  readonly isOpen: boolean;
}

/** Something dropped that can never be read, such as a folder. */
export interface RefusedDrop {
  readonly name: string;
  readonly failure: ErrorMessage;
}

/** Imports dropped files: reads them together, stores what is complete, and reads a file again after each answer. */
export function useImports(): Imports {
  const client = useClient();
  const { reload } = useCredentials();
  const toErrorMessage = useToErrorMessage();
  const { withChoice } = useVaultChoice();
  const [items, dispatch] = useReducer(reduceImports, []);
  const [isOpen, setOpen] = useState(true);

  // Only for files on the screen: a password need not be typed again because the vault was locked.
  const answers = useRef(new Map<string, ImportAnswer>());

  const read = useCallback(
    async (wanted: readonly Pick<ImportItem, 'id' | 'name' | 'content'>[], answer: ImportAnswer) => {
      const ids = wanted.map(({ id }) => id);
      try {
        const files = wanted.map(({ name, content }) => ({ name, content }));
        const cards = await withChoice(() => client.credentials.add({ files, ...answer }));
        dispatch({ kind: 'read', ids, cards });
        // A half is stored, too: it is in the list and waits for the other half.
        if (cards.some((card) => card.credentialId !== null || isHalf(card))) await reload();
      } catch (error) {
        dispatch({ kind: 'failed', ids, failure: toErrorMessage(error) });
      }
    },
    [client, reload, toErrorMessage, withChoice],
  );

  const drop = useCallback(
    (files: readonly File[], refused: readonly RefusedDrop[]) => {
      setOpen(true);
      const asItem = (name: string, content: Blob) => ({ id: crypto.randomUUID(), name, content });
      const fresh = files.map((file) => asItem(file.name, file));
      if (fresh.length > 0) {
        const halves = waitingHalves(items).slice(0, MAX_FILES - fresh.length);
        dispatch({ kind: 'dropped', items: fresh });
        dispatch({ kind: 'retrying', ids: halves.map(({ id }) => id) });
        void read([...fresh, ...halves], {});
      }
      for (const { name, failure } of refused) {
        const item = asItem(name, new Blob());
        dispatch({ kind: 'dropped', items: [item] });
        dispatch({ kind: 'failed', ids: [item.id], failure });
      }
    },
    [items, read],
  );

  const answer = useCallback(
    (item: ImportItem, given: ImportAnswer) => {
      const halves = waitingHalves(items).filter(({ id }) => id !== item.id);
      const wanted = [item, ...halves.slice(0, MAX_FILES - 1)];
      answers.current.set(item.id, given);
      dispatch({ kind: 'retrying', ids: wanted.map(({ id }) => id) });
      void read(wanted, given);
    },
    [items, read],
  );
  const retryLocked = useCallback(() => {
    const locked = items.filter(({ failure }) => failure !== null && CLOSED_VAULT.has(failure.code));
    const answered = locked.filter(({ id }) => answers.current.has(id));
    const rest = locked.filter(({ id }) => !answers.current.has(id));
    if (rest.length > 0) {
      dispatch({ kind: 'retrying', ids: rest.map(({ id }) => id) });
      void read(rest, {});
    }
    for (const item of answered) answer(item, answers.current.get(item.id) ?? {});
  }, [answer, items, read]);
  const dismiss = useCallback((id: string) => {
    answers.current.delete(id);
    dispatch({ kind: 'dismissed', id });
  }, []);
  const dismissAll = useCallback(() => {
    answers.current.clear();
    dispatch({ kind: 'dismissed-all' });
  }, []);
  const close = useCallback(() => {
    setOpen(false);
    dispatch({ kind: 'put-away' });
  }, []);
  const reopen = useCallback(() => setOpen(true), []);
  return { items, isOpen, drop, answer, retryLocked, dismiss, dismissAll, close, reopen };
}
