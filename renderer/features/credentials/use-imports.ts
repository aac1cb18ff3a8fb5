import { useCallback, useReducer } from 'react';
import type { ErrorMessage } from '#shared/errors';
import { useClient } from '../../platform/client-context.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';
import { needOf, reduceImports, type ImportItem } from './import-state.js';

/** What a person answered to what a card asked. */
export interface ImportAnswer {
  readonly password?: string;
  readonly keyId?: string;
  readonly teamId?: string;
}

export interface Imports {
  readonly items: readonly ImportItem[];
  readonly drop: (files: readonly File[], refused: readonly RefusedDrop[]) => void;
  readonly answer: (item: ImportItem, answer: ImportAnswer) => void;
  readonly dismiss: (id: string) => void;
  readonly dismissAll: () => void;
}

/** Something that was dropped and can never be read, such as a folder. */
export interface RefusedDrop {
  readonly name: string;
  readonly failure: ErrorMessage;
}

/** Takes dropped files in: reads them together, keeps what is complete, and asks again for what is not. */
export function useImports(): Imports {
  const client = useClient();
  const { reload } = useCredentials();
  const toErrorMessage = useToErrorMessage();
  const [items, dispatch] = useReducer(reduceImports, []);

  const read = useCallback(
    async (wanted: readonly Pick<ImportItem, 'id' | 'name' | 'content'>[], answer: ImportAnswer) => {
      const ids = wanted.map(({ id }) => id);
      try {
        const cards = await client.credentials.add({
          files: wanted.map(({ name, content }) => ({ name, content })),
          ...answer,
        });
        dispatch({ kind: 'read', ids, cards });
        if (cards.some(({ credentialId }) => credentialId !== null)) await reload();
      } catch (error) {
        dispatch({ kind: 'failed', ids, failure: toErrorMessage(error) });
      }
    },
    [client, reload, toErrorMessage],
  );

  const drop = useCallback(
    (files: readonly File[], refused: readonly RefusedDrop[]) => {
      const group = crypto.randomUUID();
      const asItem = (name: string, content: Blob) => ({ id: crypto.randomUUID(), group, name, content });
      const fresh = files.map((file) => asItem(file.name, file));
      if (fresh.length > 0) {
        dispatch({ kind: 'dropped', items: fresh });
        void read(fresh, {});
      }
      for (const { name, failure } of refused) {
        const item = asItem(name, new Blob());
        dispatch({ kind: 'dropped', items: [item] });
        dispatch({ kind: 'failed', ids: [item.id], failure });
      }
    },
    [read],
  );

  const answer = useCallback(
    (item: ImportItem, given: ImportAnswer) => {
      const wanted = [item, ...companions(items, item)];
      dispatch({ kind: 'retrying', ids: wanted.map(({ id }) => id) });
      void read(wanted, given);
    },
    [items, read],
  );
  const dismiss = useCallback((id: string) => dispatch({ kind: 'dismissed', id }), []);
  const dismissAll = useCallback(() => dispatch({ kind: 'dismissed-all' }), []);
  return { items, drop, answer, dismiss, dismissAll };
}

/** Files of the same drop that wait for their other half, which may be in the file that is opened now. */
function companions(items: readonly ImportItem[], item: ImportItem): readonly ImportItem[] {
  return items.filter(
    ({ id, group, card, busy }) =>
      id !== item.id &&
      group === item.group &&
      !busy &&
      card !== null &&
      card.credentialId === null &&
      card.inspection !== null &&
      needOf(card) === null,
  );
}
