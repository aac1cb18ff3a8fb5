import { describe, expect, it } from 'vitest';
import { AppError, toAppError } from '#shared/errors';
import { systemFailure } from '#shared/system-failure';

const fromNode = (code: string, more: object = { path: '/data/settings.json' }): Error =>
  Object.assign(new Error(`${code}: from the system`), { code, ...more });
const fromSqlite = (errcode: number): Error =>
  Object.assign(new Error('from SQLite'), { code: 'ERR_SQLITE_ERROR', errcode });

describe('what the machine refused', () => {
  it.each([
    ['ENOSPC', 'disk-full'],
    ['EDQUOT', 'disk-full'],
    ['EROFS', 'read-only'],
    ['EACCES', 'no-permission'],
    ['EMFILE', 'too-many-open-files'],
    ['EBUSY', 'file-busy'],
    ['EIO', 'io-error'],
  ])('%s is %s and names the file', (errno, code) => {
    const failure = systemFailure(fromNode(errno));
    expect(failure?.code).toBe(code);
    expect(failure?.text.en).toContain('/data/settings.json');
    expect(failure?.text.zh).toContain('/data/settings.json');
  });

  it.each([
    ['SQLITE_FULL', 13, 'disk-full'],
    ['SQLITE_IOERR_SHMSIZE', 10 | (19 << 8), 'disk-full'],
    ['SQLITE_READONLY_DBMOVED', 8 | (4 << 8), 'read-only'],
    ['SQLITE_IOERR_FSYNC', 10 | (4 << 8), 'io-error'],
    ['SQLITE_BUSY', 5, 'file-busy'],
    ['SQLITE_NOTADB', 26, 'not-a-database'],
  ])('%s (%d) is %s', (_name, errcode, code) => {
    expect(systemFailure(fromSqlite(errcode), '/data/history.sqlite')?.code).toBe(code);
  });

  it('does not speak for sockets, nor for a fault of ours', () => {
    expect(systemFailure(fromNode('EACCES', { address: '127.0.0.1', port: 80 }))).toBeNull();
    expect(systemFailure(new TypeError('x is not a function'))).toBeNull();
    expect(systemFailure('thrown text')).toBeNull();
  });

  it('is an error with that code wherever it is thrown', () => {
    const cause = fromNode('ENOSPC');
    expect(toAppError(cause)).toMatchObject({ code: 'disk-full', cause });
    expect(toAppError(cause)).toBeInstanceOf(AppError);
  });
});
