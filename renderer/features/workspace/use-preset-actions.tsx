import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Push } from '#shared/apns/push';
import { requireSendablePayload } from '#shared/contract/message-limits';
import { withRedactedHeadersEmpty } from '#shared/history/push-losses';
import type { CredentialReference, Preset } from '#shared/workspace/preset';
import type { PresetFile } from '#shared/workspace/workspace';
import { useText } from '../../i18n/use-text.js';
import { useClient } from '../../platform/client-context.js';
import { useCredentials } from '../../platform/credentials-context.js';
import { useCompose } from '../../state/compose-context.js';
import { documentOf } from '../../state/compose-document.js';
import { afterMove } from '../../state/opened-preset.js';
import { useWorkspace } from '../../state/workspace-context.js';
import { goTo } from '../../window/navigation.js';
import { useNotifyError } from '../../window/use-notify-error.js';
import { askConflict } from './ask-conflict.js';
import {
  completablePart,
  documentOfPreset,
  type MissingReferences,
  presetOfDocument,
  pushOfPreset,
} from './preset-documents.js';

export interface PresetActions {
  /** Fills Compose from a preset; offers to restore what was there. */
  readonly open: (id: string) => Promise<void>;
  /** Saves Compose to the opened preset; a change on disk in the meantime is shown, never overwritten silently. */
  readonly save: () => Promise<void>;
  readonly saveAs: (name: string, description: string, folder: string) => Promise<void>;
  /** Saves a push of the log as a new preset; Compose does not change. */
  readonly savePush: (push: Push, name: string, description: string, folder: string) => Promise<void>;
  readonly duplicate: (id: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  readonly rename: (id: string, name: string) => Promise<void>;
  readonly renameFolder: (id: string, name: string) => Promise<void>;
  /** Moves a preset or folder into a folder, before one of its entries or to its end. */
  readonly move: (
    id: string,
    place: { readonly folder: string; readonly before: string | null },
  ) => Promise<void>;
  /** The push of a preset with the public name of its credential, for writing it as a command. */
  readonly pushOf: (preset: Preset) => {
    readonly push: Push;
    readonly credential: CredentialReference | null;
  };
  /** Fills Compose with something imported, without a preset. */
  readonly openImported: (text: string, fileName: string) => Promise<void>;
  /** Saves each as a new preset; Compose does not change. */
  readonly keepImported: (
    files: readonly { readonly text: string; readonly name: string }[],
  ) => Promise<void>;
}

/** The actions on presets, which show their own errors. */
export function usePresetActions(): PresetActions {
  const { t } = useTranslation('compose');
  const client = useClient();
  const text = useText();
  const notifyError = useNotifyError();
  const { read, openDocument, setOpened } = useCompose();
  const context = usePresetContext();

  const fill = useCallback(
    (preset: Preset, file: PresetFile | null) => {
      const before = read();
      const filled = documentOfPreset(preset, before.document, context, file === null);
      openDocument(
        filled.document,
        file === null
          ? null
          : {
              id: file.id,
              name: preset.name,
              revision: file.revision,
              baseline: filled.document,
              asWritten: completablePart(preset.headers),
            },
      );
      goTo('compose');
      const id = notifications.show({
        title: t('preset.opened', { name: preset.name }),
        message: (
          <>
            {[describeMissing(t, filled.missing), ...filled.filledIn.map((one) => text(one.text))].join(' ')}
            <Button
              variant="subtle"
              size="compact-xs"
              onClick={() => {
                openDocument(before.document, before.opened);
                notifications.hide(id);
              }}
            >
              {t('preset.undo')}
            </Button>
          </>
        ),
      });
    },
    [openDocument, read, context, t, text],
  );

  const write = useCallback(
    (id: string | null, folder: string, revision: string | null, preset: Preset): Promise<void> => {
      const attempt = async (known: string | null): Promise<void> => {
        const baseline = read().document;
        requireSendablePayload(baseline.payload);
        const result = await client.workspace.savePreset({
          id,
          folder,
          revision: known,
          preset: writable(preset),
        });
        if (result.kind === 'saved') {
          const { saved } = result;
          const asWritten = completablePart(preset.headers);
          setOpened({ id: saved.id, name: saved.preset.name, revision: saved.revision, baseline, asWritten });
          notifications.show({ message: t('preset.saved', { name: saved.preset.name }) });
          return;
        }
        askConflict(t, {
          isGone: result.current === null,
          onOverwrite: () => void attempt(result.revision).catch(notifyError),
          onTake: () => {
            if (result.current !== null) fill(result.current.preset, result.current);
          },
        });
      };
      return attempt(revision);
    },
    [client, fill, notifyError, read, setOpened, t],
  );

  return useMemo(() => {
    const reportErrors = async (work: Promise<unknown>): Promise<void> => {
      try {
        await work;
      } catch (error) {
        notifyError(error);
      }
    };
    const updateOpened = (from: string, to: string): void => {
      const { opened } = read();
      if (opened !== null) setOpened(afterMove(opened, from, to));
    };
    const currentPreset = (name: string, description: string): Preset =>
      presetOfDocument(read().document, { name, description }, context, read().opened?.asWritten);
    return {
      open: (id) => reportErrors(client.workspace.readPreset({ id }).then((file) => fill(file.preset, file))),
      save: () => {
        const { opened } = read();
        if (opened === null) return Promise.resolve();
        const folder = opened.id.includes('/') ? opened.id.slice(0, opened.id.lastIndexOf('/')) : '';
        const keepDescription = async (): Promise<void> => {
          const current = await client.workspace.readPreset({ id: opened.id }).catch(() => null);
          const description = current?.preset.description ?? '';
          await write(opened.id, folder, opened.revision, currentPreset(opened.name, description));
        };
        return reportErrors(keepDescription());
      },
      saveAs: (name, description, folder) =>
        reportErrors(write(null, folder, null, currentPreset(name, description))),
      savePush: (push, name, description, folder) => {
        const preset = presetOfDocument(
          documentOf(withRedactedHeadersEmpty(push)),
          { name, description },
          context,
        );
        return reportErrors(
          client.workspace
            .savePreset({ id: null, folder, revision: null, preset: writable(preset) })
            .then((result) => {
              if (result.kind !== 'saved') return;
              notifications.show({ message: t('preset.saved', { name: result.saved.preset.name }) });
            }),
        );
      },
      duplicate: (id) => reportErrors(client.workspace.duplicatePreset({ id })),
      remove: (id) =>
        reportErrors(
          client.workspace.removePreset({ id }).then(() => {
            if (read().opened?.id === id) setOpened(null);
            offerRestore(t, () => void reportErrors(client.workspace.restorePreset()));
          }),
        ),
      rename: (id, name) =>
        reportErrors(
          client.workspace.readPreset({ id }).then(async (file) => {
            const folder = id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '';
            const preset = writable({ ...file.preset, name });
            const result = await client.workspace.savePreset({ id, folder, revision: file.revision, preset });
            const { opened } = read();
            if (result.kind === 'saved' && opened?.id === id) {
              setOpened({ ...opened, id: result.saved.id, name, revision: result.saved.revision });
            }
          }),
        ),
      pushOf: (preset) => pushOfPreset(preset, read().document, context, Date.now()),
      renameFolder: (id, name) =>
        reportErrors(client.workspace.renameFolder({ id, name }).then((moved) => updateOpened(id, moved.id))),
      move: (id, place) =>
        reportErrors(client.workspace.move({ id, ...place }).then((moved) => updateOpened(id, moved.id))),
      openImported: (content, fileName) =>
        reportErrors(
          // The reader of foreign formats brings a validation library along, which nothing else here needs.
          import('#shared/workspace/import-preset').then(({ importPreset }) => {
            const { preset, notes } = importPreset(content, fileName);
            fill(preset, null);
            for (const note of notes) notifications.show({ message: text(note) });
          }),
        ),
      keepImported: async (files) => {
        const { importPreset } = await import('#shared/workspace/import-preset');
        for (const file of files) {
          await reportErrors(
            Promise.resolve().then(async () => {
              const { preset } = importPreset(file.text, file.name);
              const result = await client.workspace.savePreset({
                id: null,
                folder: '',
                revision: null,
                preset: writable(preset),
              });
              if (result.kind === 'saved') {
                notifications.show({ message: t('preset.saved', { name: result.saved.preset.name }) });
              }
            }),
          );
        }
      },
    };
  }, [client, fill, notifyError, read, setOpened, context, t, text, write]);
}

function usePresetContext() {
  const workspace = useWorkspace();
  const { query } = useCredentials();
  return useMemo(
    () => ({
      credentials: query.kind === 'ready' ? query.value.credentials : [],
      devices: workspace?.devices ?? [],
    }),
    [query, workspace],
  );
}

type Translate = ReturnType<typeof useTranslation<'compose'>>['t'];

function describeMissing(t: Translate, missing: MissingReferences): string {
  return [
    ...(missing.credential ? [t('preset.missingCredential')] : []),
    ...(missing.targets.length === 0
      ? []
      : [t('preset.missingTargets', { names: missing.targets.join(', ') })]),
  ].join(' ');
}

function offerRestore(t: Translate, restore: () => void): void {
  const id = notifications.show({
    title: t('preset.removed'),
    message: (
      <Button
        variant="subtle"
        size="compact-xs"
        onClick={() => {
          restore();
          notifications.hide(id);
        }}
      >
        {t('preset.undo')}
      </Button>
    ),
  });
}

type WritablePreset = Parameters<ReturnType<typeof useClient>['workspace']['savePreset']>[0]['preset'];

/** The preset with mutable lists, as the contract accepts it. */
function writable(preset: Preset): WritablePreset {
  const { custom, ...headers } = preset.headers;
  return {
    ...preset,
    headers: {
      ...headers,
      ...(custom === undefined ? {} : { custom: custom.map((field) => ({ ...field })) }),
    },
    targets: preset.targets.map((target) => ({ ...target })),
    variables: { ...preset.variables },
  };
}
