import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { sortOutFiles } from '#shared/contract/message-limits';
import type { LocalizedText } from '#shared/text/localized-text';
import { useFileDrop } from '../../window/file-drop.js';
import { ImportDialog } from './import-dialog.js';
import { looksLikeCredential, nameOfPasted } from './import-state.js';
import { UnfinishedImports } from './unfinished-imports.js';
import { type RefusedDrop, useImports } from './use-imports.js';

/** Imports credentials that are dropped anywhere on the window or pasted as text, and shows what each one is. */
export function CredentialDropHandler() {
  const imports = useImports();
  const folderRefusal = useFolderRefusal();
  useFileDrop(({ files, folders }) => {
    const { taken, refused: tooLarge } = sortOutFiles(files, 'credential');
    const refused: RefusedDrop[] = [
      ...folders.map((name) => ({ name, failure: { code: 'not-a-credential' as const, ...folderRefusal } })),
      ...tooLarge.map(({ file, error }) => ({ name: file.name, failure: error })),
    ];
    imports.drop(taken, refused);
  });
  usePastedCredential((file) => imports.drop([file], []));
  return (
    <>
      <ImportDialog imports={imports} />
      <UnfinishedImports imports={imports} />
    </>
  );
}

/** A refusal by the window itself, in both languages like an error of the core. */
function useFolderRefusal(): { readonly message: LocalizedText; readonly hint: LocalizedText } {
  const { i18n } = useTranslation('credentials');
  const say = (key: 'refused.folder' | 'refused.folderHint') => ({
    en: i18n.getFixedT('en', 'credentials')(key),
    zh: i18n.getFixedT('zh', 'credentials')(key),
  });
  return { message: say('refused.folder'), hint: say('refused.folderHint') };
}

/** Imports a pasted key or certificate; ignores other text, and pastes into text fields. */
function usePastedCredential(take: (file: File) => void): void {
  const onPaste = useEffectEvent((event: ClipboardEvent) => {
    if (
      event.target instanceof Element &&
      event.target.closest('input, textarea, [contenteditable]') !== null
    )
      return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!looksLikeCredential(text)) return;
    event.preventDefault();
    take(new File([text], nameOfPasted(text)));
  });
  useEffect(() => {
    const listener = (event: ClipboardEvent): void => onPaste(event);
    window.addEventListener('paste', listener);
    return () => window.removeEventListener('paste', listener);
  }, []);
}
