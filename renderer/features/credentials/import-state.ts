import type { AddedFile } from '#shared/credentials/credential-files';
import type { ErrorCode, ErrorMessage } from '#shared/errors';

/** What a file still needs before it can be used; its card asks for it. */
export type Need = 'password' | 'key-id' | 'team-id' | 'key-and-team-id' | null;

/** One file being imported. Its bytes stay here until it is stored or dismissed, so that a retry loses nothing. */
export interface ImportItem {
  readonly id: string;
  readonly name: string;
  readonly content: Blob;
  readonly busy: boolean;
  readonly card: AddedFile | null;
  /** The whole call failed (host unreachable, file above the limit). */
  readonly failure: ErrorMessage | null;
  /** Password attempts so far: from the second one on, a refusal means "wrong", not "needed". */
  readonly attempts: number;
}

export type ImportEvent =
  | {
      readonly kind: 'dropped';
      readonly items: readonly Pick<ImportItem, 'id' | 'name' | 'content'>[];
    }
  | { readonly kind: 'retrying'; readonly ids: readonly string[] }
  | { readonly kind: 'read'; readonly ids: readonly string[]; readonly cards: readonly AddedFile[] }
  | { readonly kind: 'failed'; readonly ids: readonly string[]; readonly failure: ErrorMessage }
  | { readonly kind: 'dismissed'; readonly id: string }
  | { readonly kind: 'dismissed-all' }
  /** Dismisses all files except those that need an answer. */
  | { readonly kind: 'put-away' };

/** The files being imported after an event, newest first. */
export function reduceImports(items: readonly ImportItem[], event: ImportEvent): readonly ImportItem[] {
  switch (event.kind) {
    case 'dropped':
      return [
        ...event.items.map((item) => ({ ...item, busy: true, card: null, failure: null, attempts: 0 })),
        ...items,
      ];
    case 'retrying':
      return change(items, event.ids, (item) => ({ ...item, busy: true, attempts: item.attempts + 1 }));
    case 'read':
      return change(items, event.ids, (item) => ({
        ...item,
        busy: false,
        failure: null,
        card: event.cards[event.ids.indexOf(item.id)] ?? item.card,
      }));
    case 'failed':
      return change(items, event.ids, (item) => ({ ...item, busy: false, failure: event.failure }));
    case 'dismissed':
      return items.filter(({ id }) => id !== event.id);
    case 'put-away': {
      const kept = unanswered(items);
      return items.filter((item) => item.busy || kept.includes(item));
    }
    case 'dismissed-all':
      return items.filter(({ busy }) => busy);
  }
}

function change(
  items: readonly ImportItem[],
  ids: readonly string[],
  to: (item: ImportItem) => ImportItem,
): readonly ImportItem[] {
  return items.map((item) => (ids.includes(item.id) ? to(item) : item));
}

const PASSWORD_CODES: readonly ErrorCode[] = ['password-required', 'wrong-password'];

/** What the card of a file asks for. */
export function needOf(card: AddedFile): Need {
  const code = card.error?.code;
  if (code === undefined) return null;
  if (PASSWORD_CODES.includes(code)) return 'password';
  if (code !== 'credential-incomplete' || card.inspection?.kind !== 'apns-key') return null;
  return card.inspection.keyId === null ? 'key-and-team-id' : 'team-id';
}

/** Whether a file is one half of an identity that is stored and waits for the other: unfinished, not wrong. */
export function isHalf({ inspection, error }: AddedFile): boolean {
  return (
    (error?.code === 'credential-incomplete' || error?.code === 'no-private-key') &&
    (inspection?.kind === 'private-key' || inspection?.kind === 'certificate')
  );
}

/** A certificate request is neither stored nor wrong: its certificate comes from Apple. */
function isRequest({ inspection }: AddedFile): boolean {
  return inspection?.kind === 'certificate-request';
}

/** Codes for a valid file that could not be stored. */
export const CLOSED_VAULT: ReadonlySet<ErrorCode> = new Set(['vault-locked', 'vault-choice-needed']);

/** Files that would be lost without an answer: they are not stored yet. */
export function unanswered(items: readonly ImportItem[]): readonly ImportItem[] {
  return items.filter(
    ({ card, failure }) =>
      (failure !== null && CLOSED_VAULT.has(failure.code)) || (card !== null && needOf(card) !== null),
  );
}

/** Halves on the screen whose other half may be among the next files. */
export function waitingHalves(items: readonly ImportItem[]): readonly ImportItem[] {
  return items.filter(({ card, busy }) => !busy && card !== null && needOf(card) === null && isHalf(card));
}

/** The first file on the screen that shows a credential, where several were joined into one. */
export function shownIn(items: readonly ImportItem[], item: ImportItem): string | null {
  const credentialId = item.card?.credentialId ?? null;
  if (credentialId === null) return null;
  const first = items.find(({ card }) => card?.credentialId === credentialId);
  return first === undefined || first.id === item.id ? null : first.name;
}

/** The progress of the import, for the heading and for screen readers. */
export function countImports(items: readonly ImportItem[]) {
  const count = (test: (item: ImportItem) => boolean): number => items.filter(test).length;
  return {
    busy: count(({ busy }) => busy),
    kept: count(({ card }) => typeof card?.credentialId === 'string'),
    waiting: count(({ card, busy }) => !busy && card !== null && (needOf(card) !== null || isHalf(card))),
    refused: count(
      ({ card, busy, failure }) =>
        !busy &&
        (failure !== null ||
          (card !== null &&
            card.error !== null &&
            needOf(card) === null &&
            !isHalf(card) &&
            !isRequest(card))),
    ),
    requests: count(({ card, busy }) => !busy && card !== null && isRequest(card)),
  };
}

/** Whether a text has the form of Apple's key IDs and team IDs. */
export function isAppleId(value: string): boolean {
  return /^[0-9A-Z]{10}$/.test(value.trim().toUpperCase());
}

/** A file name for pasted text, from what it claims to be. Only people see it: the content decides what it is. */
export function nameOfPasted(text: string): string {
  const label = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1] ?? '';
  if (label.includes('CERTIFICATE')) return 'pasted.pem';
  return label.includes('PRIVATE KEY') ? 'pasted.key' : 'pasted.txt';
}

/** Whether clipboard text is worth reading as a credential: PEM, or bare Base64 of one. */
export function looksLikeCredential(text: string): boolean {
  if (/-----BEGIN [A-Z0-9 ]+-----/.test(text)) return true;
  return /^M[IHGC][A-Za-z0-9+/\s]{100,}={0,2}\s*$/.test(text);
}
