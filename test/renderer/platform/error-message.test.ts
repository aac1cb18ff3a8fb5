import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { sameInAll } from '#shared/text/localized-text';
import { ConnectionLostError } from '../../../renderer/platform/connection.js';
import { isAborted, toErrorMessage } from '../../../renderer/platform/error-message.js';

const own = { lost: sameInAll('lost'), lostHint: sameInAll('wait'), unexpectedHint: sameInAll('report it') };

describe('toErrorMessage', () => {
  it('passes on what the core says', () => {
    const data = { code: 'wrong-password', message: sameInAll('wrong'), hint: sameInAll('again') };
    expect(toErrorMessage(new ORPCError('PUSHDECK', { data }), own)).toBe(data);
  });

  it('speaks for a core that cannot be reached', () => {
    const message = toErrorMessage(new ConnectionLostError('x'), own);
    expect(message).toEqual({ code: 'connection-lost', message: own.lost, hint: own.lostHint });
  });

  it('calls anything else a fault of ours and keeps its words', () => {
    const message = toErrorMessage(new Error('undefined is not a function'), own);
    expect(message).toMatchObject({ code: 'internal', message: { en: 'undefined is not a function' } });
  });

  it('does not trust an error that only looks like the core', () => {
    expect(toErrorMessage(new ORPCError('PUSHDECK', { data: { code: 1 } }), own).code).toBe('internal');
  });
});

describe('isAborted', () => {
  it('knows giving up from failing', () => {
    expect(isAborted(new DOMException('x', 'AbortError'))).toBe(true);
    expect(isAborted(new Error('AbortError'))).toBe(false);
  });
});
