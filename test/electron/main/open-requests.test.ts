import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DesktopEvent } from '#shared/contract/desktop-bridge';
import type { LocalizedText } from '#shared/text/localized-text';
import { createOpenHandler, type OpenHandler } from '../../../electron/main/open-requests.js';
import { FILE_COUNT_LIMIT, FILE_SIZE_LIMIT } from '../../../electron/main/opened-files.js';

let folder: string;
let told: DesktopEvent[];
let refused: LocalizedText[];
let shows: number;
let becomeReady: () => void;
let open: OpenHandler;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pushdeck-open-'));
  told = [];
  refused = [];
  shows = 0;
  becomeReady = () => undefined;
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });
  open = createOpenHandler({
    ready,
    send: (event) => told.push(event),
    showWindow: () => shows++,
    refuse: (reasons) => refused.push(...reasons),
  });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array = name): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('opening from outside', () => {
  it('waits until the program is ready', async () => {
    const opening = open({ files: [file('dev.p12')], links: [] });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect({ told, shows }).toEqual({ told: [], shows: 0 });
    becomeReady();
    await opening;
    expect(told).toHaveLength(1);
    expect(shows).toBe(1);
  });

  it('hands the bytes of the files to the page together, and links after them', async () => {
    becomeReady();
    const files = [file('a.cer', new Uint8Array([0, 255])), file('b.json', '{}')];
    await open({ files, links: [{ kind: 'compose', topic: 'com.example' }] });
    expect(told).toEqual([
      {
        kind: 'files',
        files: [
          { name: 'a.cer', bytes: new Uint8Array([0, 255]) },
          { name: 'b.json', bytes: new Uint8Array([123, 125]) },
        ],
      },
      { kind: 'link', link: { kind: 'compose', topic: 'com.example' } },
    ]);
  });

  it('only shows the window when there is nothing to open', async () => {
    becomeReady();
    await open({ files: [], links: [] });
    expect({ told, refused, shows }).toEqual({ told: [], refused: [], shows: 1 });
  });

  it('says of each file why it cannot be opened, and opens the rest', async () => {
    becomeReady();
    mkdirSync(join(folder, 'keys'));
    const large = file('disk.img', '');
    truncateSync(large, FILE_SIZE_LIMIT + 1);
    await open({
      files: [join(folder, 'gone.p8'), join(folder, 'keys'), large, '/dev/null', file('good.p8')],
      links: [],
    });
    expect(told).toMatchObject([{ kind: 'files', files: [{ name: 'good.p8' }] }]);
    expect(refused.map(({ en }) => en)).toEqual([
      '“gone.p8” is no longer there.',
      '“keys” is a folder. Open the files inside it.',
      '“disk.img” is 17 MB; certificates, keys and payloads are far below 16 MB.',
      '“null” is not an ordinary file.',
    ]);
  });

  it('opens a bounded number at once', async () => {
    becomeReady();
    const files = Array.from({ length: FILE_COUNT_LIMIT + 1 }, (_, index) => file(`${index}.cer`));
    await open({ files, links: [] });
    const [event] = told;
    expect(event?.kind === 'files' ? event.files.length : 0).toBe(FILE_COUNT_LIMIT);
    expect(refused).toHaveLength(1);
  });
});
