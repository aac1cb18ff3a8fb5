import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Client } from '#shared/contract/index';
import { readScenario, type ScenarioReading } from '#shared/scenario/read-scenario';
import type { ScenarioFile } from '#shared/scenario/scenario-file';
import type { SaveResult, ScenarioEntry } from '#shared/workspace/workspace';
import { useClient } from '../../platform/client-context.js';
import { readStored, writeStored } from '../../platform/stored-value.js';
import { type Query, useQuery } from '../../platform/use-query.js';

/** Unsaved text, and the file that it belongs to. */
interface Draft {
  readonly revision: string;
  readonly text: string;
}

export interface OpenedScenario {
  readonly file: ScenarioFile;
  /** The text in the editor. */
  readonly text: string;
  readonly reading: ScenarioReading;
  readonly isEdited: boolean;
  /** Another program changed the file while it was being edited here. */
  readonly isChangedOnDisk: boolean;
  readonly setText: (text: string) => void;
  readonly discard: () => void;
  /** @param revision - The revision to overwrite; by default the one that was opened. */
  readonly save: (revision?: string | null) => Promise<SaveResult<ScenarioFile>>;
}

/** The file of a scenario with its unsaved text, which survives a reload. */
export function useScenarioFile(entry: ScenarioEntry): Query<OpenedScenario> {
  const { id, revision } = entry;
  const client = useClient();
  // With the revision, so that a change queries again.
  const question = useMemo(() => ({ id, revision }), [id, revision]);
  const load = useCallback(
    (from: Client, signal?: AbortSignal) =>
      from.scenarios.read({ id: question.id }, signal === undefined ? {} : { signal }),
    [question],
  );
  const { query, replace } = useQuery(load);
  const key = `scenario.draft.${id}`;
  const [draft, setDraft] = useState(() => readStored<Draft | null>(key, isDraftOrNull, null));
  useEffect(() => writeStored(key, draft), [key, draft]);

  return useMemo((): Query<OpenedScenario> => {
    if (query.kind !== 'ready') return query;
    const file = query.value;
    const text = draft?.text ?? file.text;
    const isEdited = draft !== null && draft.text !== file.text;
    const opened: OpenedScenario = {
      file,
      text,
      reading: readScenario(text),
      isEdited,
      isChangedOnDisk: isEdited && draft.revision !== file.revision,
      setText: (next) =>
        setDraft((before) =>
          next === file.text ? null : { revision: before?.revision ?? file.revision, text: next },
        ),
      discard: () => setDraft(null),
      async save(overwrite) {
        const known = overwrite === undefined ? (draft?.revision ?? file.revision) : overwrite;
        const result = await client.scenarios.save({ id, revision: known, text });
        if (result.kind === 'saved') {
          setDraft(null);
          writeStored(key, null);
          if (result.saved.id === id) replace(result.saved);
        }
        return result;
      },
    };
    return { kind: 'ready', value: opened };
  }, [client, draft, id, key, query, replace]);
}

function isDraftOrNull(value: unknown): value is Draft | null {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  const { revision, text } = value as Partial<Record<keyof Draft, unknown>>;
  return typeof revision === 'string' && typeof text === 'string';
}
