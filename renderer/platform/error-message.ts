import { ORPCError } from '@orpc/client';
import { AppError, type ErrorMessage } from '#shared/errors';
import { type LocalizedText, sameInAll } from '#shared/text/localized-text';
import { ConnectionLostError } from './connection.js';

/** Texts for errors that the core cannot describe because it was never reached. */
export interface OwnErrorTexts {
  readonly lost: LocalizedText;
  readonly lostHint: LocalizedText;
  readonly unexpectedHint: LocalizedText;
}

/** True for an error that only reports a cancellation. */
export function isAborted(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}

/**
 * Turns anything a call to the core threw into a readable error: code, what is wrong, what to do. Errors of the core
 * arrive typed (`PUSHDECK`) and are returned unchanged.
 */
export function toErrorMessage(thrown: unknown, own: OwnErrorTexts): ErrorMessage {
  if (thrown instanceof AppError) return thrown.toMessage();
  if (thrown instanceof ORPCError && thrown.code === 'PUSHDECK' && isErrorMessage(thrown.data)) {
    return thrown.data;
  }
  if (
    thrown instanceof ConnectionLostError ||
    (thrown instanceof Error && /not open|closed/i.test(thrown.message))
  ) {
    return { code: 'connection-lost', message: own.lost, hint: own.lostHint };
  }
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message: sameInAll(words), hint: own.unexpectedHint };
}

/** The code of an error that the core raised deliberately; `null` for any other. */
export function codeOf(thrown: unknown): string | null {
  if (thrown instanceof AppError) return thrown.code;
  const isOurs = thrown instanceof ORPCError && thrown.code === 'PUSHDECK' && isErrorMessage(thrown.data);
  return isOurs ? thrown.data.code : null;
}

function isErrorMessage(data: unknown): data is ErrorMessage {
  return (
    typeof data === 'object' &&
    data !== null &&
    'code' in data &&
    typeof data.code === 'string' &&
    'message' in data &&
    isLocalized(data.message) &&
    'hint' in data &&
    isLocalized(data.hint)
  );
}

function isLocalized(value: unknown): value is LocalizedText {
  return (
    typeof value === 'object' &&
    value !== null &&
    'en' in value &&
    typeof value.en === 'string' &&
    'zh' in value &&
    typeof value.zh === 'string'
  );
}
