import type { Command, HelpConfiguration } from 'commander';

/** Of every command; a command below another takes the options of that one too, and its help says so. */
export const HELP: HelpConfiguration = {
  showGlobalOptions: true,
  visibleGlobalOptions: ({ parent }) =>
    parent?.parent ? parent.options.filter(({ hidden }) => !hidden) : [],
};

/**
 * Ends the help of a command with examples that work as they stand, in an empty folder and with nothing kept: what
 * one needs, it makes. `test/cli/contract/examples.test.ts` runs every one of them.
 */
export function addExamples(command: Command, ...examples: readonly string[]): Command {
  const title = examples.length === 1 ? 'Example:' : 'Examples:';
  return command.addHelpText('after', `\n${[title, ...examples.map((line) => `  ${line}`)].join('\n')}`);
}

/** Makes a certificate request and its key. */
export const MAKE_REQUEST =
  'pushdeck csr --email me@example.com --name PushChat --out PushChat.certSigningRequest';

/** Makes a certificate and keys in `demo/simulator`. */
export const MAKE_SAMPLES = 'pushdeck credentials list --data-dir demo';

/** Saves a preset called Welcome. */
export const MAKE_PRESET = `echo '{"aps":{"alert":"Welcome"}}' | pushdeck presets add Welcome --payload -`;

/** A well-formed device token. */
export const SOME_TOKEN = '00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0';

/** Saves a device called QA phone. */
export const MAKE_DEVICE = `pushdeck devices add "QA phone" ${SOME_TOKEN}`;

/** Sends a batch of two pushes to the simulator. */
export const MAKE_BATCH = 'pushdeck send --env simulator --device iPhone "iPad (offline)" --alert Hello';

/** The ID of the newest batch. */
export const NEWEST_BATCH = `"$(pushdeck batches list | awk 'NR == 1 { print $3 }')"`;
