import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { LocalizedText } from '#shared/text';
import { useFileDrop } from '../../shell/file-drop.js';
import { ImportDialog } from './import-dialog.js';
import { looksLikeCredential, nameOfPasted } from './import-state.js';
import { MAX_FILES, useImports, type RefusedDrop } from './use-imports.js';

/** Reads credentials dropped anywhere on the window or pasted as text, and shows what each turned out to be. */
export function CredentialDropHandler() {
  const imports = useImports();
  const both = useBoth();
  useFileDrop(({ files, folders }) => {
    const refused: RefusedDrop[] = [
      ...folders.map((name) => ({ name, failure: { code: 'not-a-credential' as const, ...both('folder') } })),
      ...files
        .slice(MAX_FILES)
        .map(({ name }) => ({ name, failure: { code: 'bad-argument' as const, ...both('tooMany') } })),
    ];
    imports.drop(files.slice(0, MAX_FILES), refused);
  });
  usePastedCredential((file) => imports.drop([file], []));
  return <ImportDialog imports={imports} />;
}

/** A refusal of the window itself, in both languages as the core would say it. */
function useBoth(): (what: 'folder' | 'tooMany') => {
  readonly message: LocalizedText;
  readonly hint: LocalizedText;
} {
  const { i18n } = useTranslation('credentials');
  const say = (key: 'refused.folder' | 'refused.tooMany' | 'refused.folderHint' | 'refused.tooManyHint') => ({
    en: i18n.getFixedT('en', 'credentials')(key),
    zh: i18n.getFixedT('zh', 'credentials')(key),
  });
  return (what) => ({ message: say(`refused.${what}`), hint: say(`refused.${what}Hint`) });
}

/** Text pasted where nothing is being written: taken when it is a key or certificate, left alone otherwise. */
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
