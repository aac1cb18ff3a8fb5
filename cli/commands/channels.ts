import { Argument, type Command, Option } from 'commander';
import type { ChannelScope } from '#core/apns/channels';
import type { Services } from '#core/services';
import { type ChannelResult, STORAGE_POLICIES, type StoragePolicy } from '#shared/apns/channel';
import { topicOfCredential } from '#shared/credentials/credential-facts';
import type { CredentialSummary } from '#shared/credentials/inspection';
import { AppError } from '#shared/errors';
import { SAMPLE_TOPIC } from '#shared/simulator/samples';
import { addCredentialOptions, type CredentialArgument } from '../input/credentials-argument.js';
import { withServices } from '../input/open-services.js';
import { addConnectionOptions, type ConnectionOptions, policyOf } from '../send/send-options.js';
import { chooseCredential, chooseEnvironment } from '../send/send-plan.js';
import { explanationJson } from '../send/send-report.js';
import { addExamples } from '../terminal/help.js';
import {
  action,
  type CommonOptions,
  EXIT,
  type ExitStatus,
  type Terminal,
  writeJson,
  writeLine,
  writeNote,
} from '../terminal/terminal.js';

/** The options of everything about channels. */
export interface ChannelOptions
  extends CommonOptions, ConnectionOptions, CredentialArgument, Readonly<Record<string, unknown>> {
  readonly topic?: string;
  readonly channel?: string;
  readonly storage?: StoragePolicy;
}

type Action = 'list' | 'create' | 'read' | 'delete';

/** `pushdeck channels`: the broadcast channels of an app. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(command, 'pushdeck channels create --env simulator');
  addChannelOptions(command)
    .addArgument(new Argument('<action>', 'what to do').choices(['list', 'create', 'read', 'delete']))
    .addArgument(new Argument('[channel]', 'the ID of the channel, for read and delete'))
    .addOption(
      new Option('--storage <policy>', 'of a new channel: keep nothing, or the newest message for 8 hours')
        .choices(STORAGE_POLICIES)
        .default('most-recent'),
    )
    .action(
      action(terminal, (what: Action, channel: string | undefined, options: ChannelOptions) =>
        withServices(options, terminal, async (services) => {
          if (channel !== undefined && (what === 'list' || what === 'create')) throw noChannelWanted(what);
          const scope = await scopeOf(services, terminal, options);
          return run(services, terminal, options, scope, what, channel);
        }),
      ),
    );
}

/** Adds what `channels` and `broadcast` share. */
export function addChannelOptions(command: Command): Command {
  return addCredentialOptions(addConnectionOptions(command))
    .option('--management-url <url>', 'where the channel management of --url listens, when that is elsewhere')
    .option('--topic <bundle-id>', 'the bundle ID of the app, without a suffix');
}

/** The app, the environment and the credential that the options name. */
export async function scopeOf(
  services: Services,
  terminal: Terminal,
  options: ChannelOptions,
): Promise<ChannelScope & { readonly credential: CredentialSummary | null }> {
  const environment = await chooseEnvironment(terminal, options);
  const credential = await chooseCredential(services, terminal, options, environment, options.topic);
  const simulated = environment.kind === 'simulator' ? SAMPLE_TOPIC : undefined;
  const bundleId = options.topic ?? topicOfCredential(credential) ?? simulated;
  if (bundleId === undefined) {
    throw new AppError(
      'bad-argument',
      { en: 'Channels belong to an app, and none was named.', zh: '频道属于某个 App，但没有指定。' },
      { en: 'Give --topic with its bundle ID.', zh: '请用 --topic 提供其 Bundle ID。' },
    );
  }
  const policy = await policyOf(options, terminal);
  const credentialId = credential?.id ?? null;
  return { environment, credential, credentialId, bundleId, policy, signal: terminal.signal };
}

async function run(
  services: Services,
  terminal: Terminal,
  options: ChannelOptions,
  scope: ChannelScope,
  what: Action,
  channel: string | undefined,
): Promise<ExitStatus> {
  const { channels } = services;
  const asJson = options.json === true;
  switch (what) {
    case 'list':
      return show(terminal, asJson, await channels.list(scope), (ids) => ({
        json: { channels: ids },
        lines: ids.length === 0 ? ['no channels'] : ids,
      }));
    case 'create':
      return show(
        terminal,
        asJson,
        await channels.create(scope, options.storage ?? 'most-recent'),
        (made) => ({
          json: { channel: made.id, storage: made.storagePolicy },
          lines: [made.id],
        }),
      );
    case 'read':
      return show(terminal, asJson, await channels.read(scope, needed(channel)), (found) => ({
        json: { channel: found.id, storage: found.storagePolicy },
        lines: [`${found.id}  storage ${found.storagePolicy}`],
      }));
    case 'delete':
      return show(terminal, asJson, await channels.delete(scope, needed(channel)), () => ({
        json: { channel, deleted: true },
        lines: [`${channel ?? ''} is deleted`],
      }));
  }
}

function show<Value>(
  terminal: Terminal,
  asJson: boolean,
  result: ChannelResult<Value>,
  view: (value: Value) => { readonly json: object; readonly lines: readonly string[] },
): ExitStatus {
  if (result.ok) {
    const { json, lines } = view(result.value);
    if (asJson) writeJson(terminal, { ok: true, ...json, requestId: result.requestId });
    else for (const line of lines) writeLine(terminal, line);
    return EXIT.done;
  }
  const { outcome, status, reason, failure, explanation, requestId } = result;
  if (asJson) {
    writeJson(terminal, {
      ok: false,
      outcome,
      status,
      reason,
      requestId,
      explanation: explanation === null ? null : explanationJson(explanation),
      error: {
        code: failure?.code ?? reason ?? outcome,
        message: failure?.message.en ?? explanation?.cause.en ?? '',
        hint: failure?.hint.en ?? explanation?.fix.en ?? '',
      },
    });
  } else {
    writeNote(
      terminal,
      `${outcome} ${status ?? ''} ${reason ?? failure?.code ?? ''}`.replace(/ +/g, ' ').trim(),
    );
    for (const words of [explanation?.cause, explanation?.fix])
      if (words) writeNote(terminal, `  ${words.en}`);
  }
  return outcome === 'rejected' ? EXIT.bad : EXIT.connection;
}

function noChannelWanted(what: Action): AppError {
  return new AppError(
    'bad-argument',
    { en: `“${what}” takes no channel.`, zh: `“${what}” 不需要频道。` },
    { en: 'Leave the ID out; read and delete take one.', zh: '请去掉 ID；read 和 delete 才需要。' },
  );
}

function needed(channel: string | undefined): string {
  if (channel !== undefined) return channel;
  throw new AppError(
    'bad-argument',
    { en: 'Which channel?', zh: '没有指定频道。' },
    { en: 'Give its ID after the action.', zh: '请在操作后给出频道 ID。' },
  );
}
