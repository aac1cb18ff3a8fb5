import { beforeEach, describe, expect, it } from 'vitest';
import { PAGE_URL } from '../../../electron/main/page-address.js';
import { limitPermissions } from '../../../electron/main/permissions.js';
import { SessionDouble, WebContentsDouble } from '../../support/electron-double.js';

const DENIED = [
  'media',
  'geolocation',
  'notifications',
  'clipboard-read',
  'openExternal',
  'fileSystem',
  'hid',
  'usb',
  'fullscreen',
  'display-capture',
  'unknown',
] as const;

let session: SessionDouble;
let contents: WebContentsDouble;

beforeEach(() => {
  session = new SessionDouble();
  contents = new WebContentsDouble();
  contents.mainFrame.url = PAGE_URL;
  limitPermissions(session.asSession());
});

type Permission = (typeof DENIED)[number] | 'clipboard-sanitized-write';

function ask(permission: Permission): boolean | undefined {
  let answer: boolean | undefined;
  session.request?.(
    contents.asWebContents(),
    permission,
    (granted) => {
      answer = granted;
    },
    { isMainFrame: true, requestingUrl: PAGE_URL },
  );
  return answer;
}

function check(permission: Permission, asked: WebContentsDouble | null = contents): boolean | undefined {
  return session.check?.(asked?.asWebContents() ?? null, permission, 'app://pushdeck', {
    isMainFrame: true,
    requestingUrl: PAGE_URL,
  });
}

describe('permissions', () => {
  it.each(DENIED)('%s is denied, asked for and looked up', (permission) => {
    expect(ask(permission)).toBe(false);
    expect(check(permission)).toBe(false);
  });

  it('our page may write text to the clipboard, for "copy as curl"', () => {
    expect(ask('clipboard-sanitized-write')).toBe(true);
    expect(check('clipboard-sanitized-write')).toBe(true);
  });

  it('a foreign page, or nobody, may not even do that', () => {
    contents.mainFrame.url = 'https://evil.example/';
    expect(ask('clipboard-sanitized-write')).toBe(false);
    expect(check('clipboard-sanitized-write')).toBe(false);
    expect(check('clipboard-sanitized-write', null)).toBe(false);
  });

  it('no device is ever handed out', () => {
    expect(session.device).toBeTypeOf('function');
    expect(session.device?.({ deviceType: 'usb', origin: 'app://pushdeck', device: {} as never })).toBe(
      false,
    );
  });
});
