import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openHistory } from '#core/history/open-history';
import { systemClock } from '#core/ports/system-ports';
import { copySourceOf } from '#shared/history/copy-as/code-request';
import { copyAs } from '#shared/history/copy-as/copy-as';
import { run } from '../../../cli/run.js';
import { EXIT } from '../../../cli/terminal/terminal.js';
import { type MemoryTerminal, memoryTerminal } from '../../support/memory-terminal.js';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'pushdeck-copied-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

async function pushdeck(args: readonly string[], stdin = ''): Promise<MemoryTerminal> {
  const terminal = memoryTerminal({ env: { PUSHDECK_VAULT: 'key-file' }, cwd, stdin });
  await run([...args, '--data-dir', join(cwd, 'data'), '--json'], terminal);
  return terminal;
}

/** What a shell makes of a pipeline of printf and pushdeck. */
function taken(text: string): { readonly args: readonly string[]; readonly stdin: string } {
  const script = `pushdeck() { printf '%s\\0' "$@"; printf '\\0'; cat; }\n${text}`;
  const parts = execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0');
  const end = parts.indexOf('');
  return { args: parts.slice(0, end), stdin: parts.slice(end + 1).join('\0') };
}

it(
  'a push to the simulator, copied as a command, sends the same push again',
  { timeout: 60_000 },
  async () => {
    const payload = `{"aps":{"alert":"it's $HOME \\"quoted\\" 你好"}}`;
    const first = await pushdeck(
      ['send', '--env', 'simulator', '--priority', '5', '--collapse-id', "a 'b'", '--payload', '-'],
      payload,
    );
    expect(first.exitStatus).toBe(EXIT.done);
    const [sent] = (await pushdeck(['history'])).documents() as { id: string }[];

    const history = openHistory({ dataDir: join(cwd, 'data'), clock: systemClock });
    const delivery = history.get(sent?.id ?? '');
    history.close();
    if (delivery === null) throw new Error('the push left no delivery');
    expect(delivery.push.payload).toBe(payload);

    const { args, stdin } = taken(copyAs('pushdeck', copySourceOf(delivery, undefined)) ?? '');
    const again = await pushdeck(args, stdin);
    expect(again.written.stderr).not.toMatch(/error|warning/);
    expect(again.documents()[0]).toMatchObject({ outcome: 'accepted' });
    const [repeated, original] = (await pushdeck(['history'])).documents() as Record<string, unknown>[];
    for (const field of ['token', 'topic', 'pushType', 'payload', 'environment']) {
      expect(repeated?.[field], field).toEqual(original?.[field]);
    }
    expect(repeated?.['headers']).toMatchObject({ 'apns-priority': '5', 'apns-collapse-id': "a 'b'" });
  },
);
