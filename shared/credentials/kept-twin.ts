import type { LocalizedText } from '../text/localized-text.js';
import { shellQuote } from '../text/shell-quote.js';
import type { CredentialSummary, Inspection } from './inspection.js';

/** What is kept here of the same key as a file. */
export interface KeptTwin {
  readonly kept: CredentialSummary;
  /**
   * - `same`: what the file holds is kept already
   * - `other-half`: the half that the file lacks is kept; adding the file joins the two
   * - `key-of-request`: the file is a request, and its key waits for the certificate
   */
  readonly relation: 'same' | 'other-half' | 'key-of-request';
}

/**
 * Looks for the credential that a file belongs to among those that are kept.
 *
 * @returns `null` when nothing kept has its key.
 */
export function keptTwinOf(file: Inspection, kept: readonly CredentialSummary[]): KeptTwin | null {
  const spki = spkiOf(file);
  if (spki === null) return null;
  const twins = kept.filter(({ inspection }) => spkiOf(inspection) === spki);
  const holdsKey = twins.find(({ kind }) => kind !== 'certificate');
  const sameLeaf = twins.find(({ inspection }) => leafOf(inspection) === leafOf(file));
  switch (file.kind) {
    case 'certificate':
      return sameLeaf !== undefined && (sameLeaf.kind === 'identity' || holdsKey === undefined)
        ? { kept: sameLeaf, relation: 'same' }
        : related(holdsKey, 'other-half');
    case 'identity':
      return sameLeaf?.kind === 'identity' ? { kept: sameLeaf, relation: 'same' } : null;
    case 'private-key':
    case 'apns-key':
      return related(holdsKey, 'same') ?? related(twins[0], 'other-half');
    case 'certificate-request':
      return related(holdsKey, 'key-of-request');
  }
}

/** @param path - The file as the command line names it. */
export function keptTwinWords({ kept, relation }: KeptTwin, file: Inspection, path: string): LocalizedText {
  const { name } = kept;
  const add = `pushdeck credentials add ${shellQuote(path)}`;
  switch (relation) {
    case 'same':
      return { en: `It is kept here already, as “${name}”.`, zh: `它已保存在此处，名为“${name}”。` };
    case 'key-of-request':
      return {
        en: `Its private key is kept here as “${name}” and waits for the certificate that Apple issues.`,
        zh: `其私钥已保存在此处，名为“${name}”，正等待 Apple 签发的证书。`,
      };
    case 'other-half':
      return file.kind === 'certificate'
        ? {
            en: `Its private key is kept here as “${name}”. Join the two with: ${add}`,
            zh: `其私钥已保存在此处，名为“${name}”。运行以下命令将两者配对：${add}`,
          }
        : {
            en: `Its certificate is kept here as “${name}”. Join the two with: ${add}`,
            zh: `其证书已保存在此处，名为“${name}”。运行以下命令将两者配对：${add}`,
          };
  }
}

function related(kept: CredentialSummary | undefined, relation: KeptTwin['relation']): KeptTwin | null {
  return kept === undefined ? null : { kept, relation };
}

function spkiOf({ key, certificates }: Inspection): string | null {
  return key?.spkiSha256 ?? certificates[0]?.spkiSha256 ?? null;
}

function leafOf({ certificates }: Inspection): string | undefined {
  return certificates[0]?.sha256;
}
