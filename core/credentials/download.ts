import type { DownloadFile } from '#shared/contract/credentials';
import type { ConvertedFile } from '#shared/credentials/conversion';
import { AppError } from '#shared/errors';

/**
 * A converted file as it may be sent to the window.
 *
 * @throws AppError `bad-argument` for a private key without a password, since the window never gets one in the
 *   clear.
 */
export function toDownload(file: ConvertedFile): DownloadFile {
  if (file.holdsPrivateKey && !file.isProtected) {
    throw new AppError(
      'bad-argument',
      {
        en: 'This file would contain the private key unprotected.',
        zh: '该文件将以明文包含私钥。',
      },
      {
        en: 'Choose a password for it. The command line can write it without one: pushdeck convert.',
        zh: '请为其设置密码。如需不加密的文件，可使用命令行 pushdeck convert。',
      },
    );
  }
  const { fileName, mediaType, holdsPrivateKey } = file;
  return { fileName, content: new Blob([new Uint8Array(file.bytes)], { type: mediaType }), holdsPrivateKey };
}
