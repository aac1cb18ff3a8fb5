import { useState } from 'react';
import type { DownloadFile } from '#shared/contract/credentials';
import type { ErrorMessage } from '#shared/errors';
import { saveBlob } from '../../components/save-blob.js';
import { useToErrorMessage } from '../../platform/use-error-message.js';

export type DownloadState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'working' }
  | { readonly kind: 'saved'; readonly fileName: string }
  | { readonly kind: 'failed'; readonly error: ErrorMessage };

/** Requests a file from the core and downloads it through the browser. */
export function useDownload() {
  const toErrorMessage = useToErrorMessage();
  const [state, setState] = useState<DownloadState>({ kind: 'idle' });
  const download = async (make: () => Promise<DownloadFile>): Promise<void> => {
    setState({ kind: 'working' });
    try {
      const { content, fileName } = await make();
      saveBlob(content, fileName);
      setState({ kind: 'saved', fileName });
    } catch (thrown) {
      setState({ kind: 'failed', error: toErrorMessage(thrown) });
    }
  };
  return { state, download, forget: () => setState({ kind: 'idle' }) };
}
