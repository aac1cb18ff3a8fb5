import { AppError, toAppError } from '#shared/errors';
import { sameInAll } from '#shared/text/localized-text';
import { COMMANDS } from './command-table.js';
import { faultOf } from './fault.js';
import { addExamples, HELP } from './terminal/help.js';
import { EXIT, exitStatusOf, type Terminal, writeError, writeLine, writeText } from './terminal/terminal.js';

declare const PUSHDECK_VERSION: string;

/** Options that take a value and may stand before the command's name. */
const LEADING_OPTIONS_WITH_VALUE = new Set(['--data-dir']);

/**
 * Runs one command line.
 *
 * @param argv - Without the interpreter and the script.
 * @param terminal - Gets the output, and the exit status in `exitStatus`.
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<void> {
  try {
    await runCommand(argv, terminal);
  } catch (thrown) {
    // Even the code of a command can be out of reach, where no file handle is free.
    const known = toAppError(thrown);
    const error = known.code === 'internal' && known !== thrown ? faultOf(thrown, terminal, argv) : known;
    writeError(terminal, error, { json: argv.includes('--json'), debug: argv.includes('--debug') });
    terminal.exitStatus = exitStatusOf(error);
  }
}

async function runCommand(argv: readonly string[], terminal: Terminal): Promise<void> {
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    writeLine(terminal, PUSHDECK_VERSION);
    return;
  }
  const { Command, CommanderError } = await import('commander');
  const program = new Command('pushdeck')
    .description(
      'A push tester for Apple Push Notification service, with an embedded APNs to practise against.',
    )
    .version(PUSHDECK_VERSION)
    .exitOverride()
    .configureHelp(HELP)
    .configureOutput({
      writeOut: (text) => writeText(terminal, 'stdout', text),
      writeErr: (text) => {
        if (!argv.includes('--json')) writeText(terminal, 'stderr', text);
      },
    });
  addExamples(program, 'pushdeck send --env simulator --alert Hello');

  const named = commandName(argv);
  const asksForHelp = argv.includes('--help') || argv.includes('-h');
  const wanted = named ?? 'open';
  // The list of commands needs none of them.
  const loaded = named === undefined && asksForHelp ? null : wanted;
  try {
    for (const entry of COMMANDS) {
      const command = program
        .command(entry.name)
        .description(entry.description)
        .option('--json', 'write machine-readable lines to stdout')
        .option('--data-dir <dir>', 'keep all state in this folder')
        .option('--debug', 'add stack traces to stderr when something fails');
      if (entry.name === loaded) (await entry.load()).define(command, terminal, argv);
    }
    const line = named === undefined && !asksForHelp ? ['open', ...argv] : argv;
    await program.parseAsync(line, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return;
    terminal.exitStatus = EXIT.usage;
    // Commander has told people already; programs get their one document.
    if (argv.includes('--json')) writeError(terminal, usageError(thrown.message, wanted), { json: true });
  }
}

function commandName(argv: readonly string[]): string | undefined {
  const names = argv.filter(
    (word, index) => !word.startsWith('-') && !LEADING_OPTIONS_WITH_VALUE.has(argv[index - 1] ?? ''),
  );
  const [first, second] = names;
  // "help send" is about send.
  return first === 'help' ? (second ?? first) : first;
}

function usageError(words: string, command: string): AppError {
  return new AppError('bad-argument', sameInAll(words.replace(/^error: /, '')), {
    en: `Run "pushdeck ${command} --help" to see what it takes.`,
    zh: `运行 “pushdeck ${command} --help” 查看用法。`,
  });
}
