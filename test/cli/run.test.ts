import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors';
import { COMMANDS } from '../../cli/command-table.js';
import { run } from '../../cli/run.js';
import { action, EXIT, exitStatusOf, paint, writeLine } from '../../cli/terminal/terminal.js';
import { memoryTerminal } from '../support/memory-terminal.js';

describe('pushdeck', () => {
  it('prints its version and nothing else', async () => {
    const terminal = memoryTerminal();
    await run(['--version'], terminal);
    expect(terminal.written).toEqual({ stdout: '0.0.0-test\n', stderr: '' });
  });

  it('lists every command, with an example', async () => {
    const terminal = memoryTerminal();
    await run(['--help'], terminal);
    for (const { name, description } of COMMANDS) {
      expect(terminal.written.stdout).toContain(name);
      expect(terminal.written.stdout.replaceAll(/\s+/g, ' ')).toContain(description);
    }
    expect(terminal.written.stdout).toContain('pushdeck send --env simulator --alert Hello');
    expect(terminal.exitStatus).toBe(EXIT.done);
  });

  it.each(COMMANDS.map(({ name }) => name))(
    '%s has help with an example, and takes the common options',
    async (name) => {
      const terminal = memoryTerminal();
      await run([name, '--help'], terminal);
      expect(terminal.written.stdout).toMatch(/Examples?:\n {2}.*pushdeck/);
      expect(terminal.written.stdout).toContain('--json');
      expect(terminal.written.stdout).toContain('--data-dir');
      expect(terminal.exitStatus).toBe(EXIT.done);
    },
  );

  it('refuses an unknown command as a usage error', async () => {
    const terminal = memoryTerminal();
    await run(['sned'], terminal);
    expect(terminal.exitStatus).toBe(EXIT.usage);
    expect(terminal.written.stderr).toContain("unknown command 'sned'");
    expect(terminal.written.stdout).toBe('');
  });

  it('answers a usage error with one JSON document under --json', async () => {
    const terminal = memoryTerminal();
    await run(['serve', '--json', '--port', 'many'], terminal);
    expect(terminal.exitStatus).toBe(EXIT.usage);
    expect(terminal.documents()).toMatchObject([{ ok: false, error: { code: 'bad-argument' } }]);
    expect(terminal.written.stderr).toBe('');
  });
});

describe('action', () => {
  const wrongPassword = new AppError(
    'wrong-password',
    { en: 'The password does not open dev.p12.', zh: '密码无法打开 dev.p12。' },
    { en: 'Try again.', zh: '请重试。' },
    { cause: new Error('mac mismatch') },
  );

  async function fail(line: string[], error: unknown) {
    const terminal = memoryTerminal();
    const program = new Command().option('--json').option('--debug');
    program.action(
      action(terminal, async () => {
        throw error;
      }),
    );
    await program.parseAsync(line, { from: 'user' });
    return terminal;
  }

  it('tells people what is wrong and what to do, on stderr', async () => {
    const terminal = await fail([], wrongPassword);
    expect(terminal.written).toEqual({
      stdout: '',
      stderr: 'pushdeck: The password does not open dev.p12.\n  Try again.\n',
    });
    expect(terminal.exitStatus).toBe(EXIT.credential);
  });

  it('tells programs on stdout, without a stack trace', async () => {
    const terminal = await fail(['--json'], wrongPassword);
    expect(terminal.documents()).toEqual([
      {
        ok: false,
        error: { code: 'wrong-password', message: 'The password does not open dev.p12.', hint: 'Try again.' },
      },
    ]);
    expect(terminal.written.stderr).toBe('');
  });

  it('adds the stack and the causes to stderr under --debug', async () => {
    const terminal = await fail(['--json', '--debug'], wrongPassword);
    expect(terminal.written.stderr).toMatch(/AppError[\s\S]*caused by: Error: mac mismatch/);
    expect(terminal.documents()).toHaveLength(1);
  });

  it.each([
    { code: 'key-certificate-mismatch', status: EXIT.credential },
    { code: 'tls-failed', status: EXIT.connection },
    { code: 'bad-argument', status: EXIT.usage },
    { code: 'cancelled', status: EXIT.interrupted },
    { code: 'internal', status: EXIT.bad },
  ] as const)('ends with $status for $code', ({ code, status }) => {
    expect(exitStatusOf(new AppError(code, { en: '', zh: '' }, { en: '', zh: '' }))).toBe(status);
  });
});

describe('paint', () => {
  const onTerminal = (env: Record<string, string>) => {
    const terminal = memoryTerminal({ env });
    return { ...terminal, stdout: Object.assign(terminal.stdout, { isTTY: true }) };
  };

  it('colours only on a terminal that wants it', () => {
    const written = (terminal: ReturnType<typeof memoryTerminal>): string => {
      writeLine(terminal, `${paint(terminal, 'red', 'no')} \u001b[31m`);
      return terminal.written.stdout;
    };
    expect(written(onTerminal({}))).toBe('\u001b[31mno\u001b[0m \\u{1b}[31m\n');
    expect(written(onTerminal({ NO_COLOR: '1' }))).toBe('no \\u{1b}[31m\n');
    expect(written(memoryTerminal())).toBe('no \\u{1b}[31m\n');
  });
});
