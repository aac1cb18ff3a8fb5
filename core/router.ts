import { implement, ORPCError } from '@orpc/server';
import { contract } from '#shared/contract/index';
import { asPush } from '#shared/contract/push';
import type { NamedBytes } from '#shared/credentials/credential-files';
import { AppError, type ErrorMessage, toAppError } from '#shared/errors';
import { SETTING_NAMES, validateSettingsChange } from '#shared/setting-rules';
import { type Settings, withoutProxyPassword } from '#shared/settings';
import { SAMPLE_DEVICE, SAMPLE_TOKEN, SAMPLE_TOPIC } from '#shared/simulator/samples';
import { targetsFromList } from './apns/target-source.js';
import { targetsFromLines } from './apns/targets-from-lines.js';
import { SAMPLE_KEY_ID } from './credentials/built-in-credentials.js';
import { toDownload } from './credentials/download.js';
import type { Services } from './services.js';

/**
 * Implements the contract once, for every host. It translates and delegates; what it would have to decide
 * belongs into a service.
 */
export function createRouter(services: Services) {
  const os = implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (thrown) {
      throw toWireError(thrown);
    }
  });

  return os.router({
    app: {
      info: os.app.info.handler(() => ({
        version: services.version,
        host: services.host.kind,
        dataDir: services.dataDir,
        abilities: {
          revealFile: services.host.revealFile !== undefined,
          openExternal: services.host.openExternal !== undefined,
        },
        problems: services.problems(),
        samples: {
          token: SAMPLE_TOKEN,
          device: SAMPLE_DEVICE,
          topic: SAMPLE_TOPIC,
          credentialId: SAMPLE_KEY_ID,
        },
      })),
      settings: os.app.settings.handler(() => forPage(services.settings.get())),
      updateSettings: os.app.updateSettings.handler(async ({ input }) => {
        const { proxyUrl, ...rest } = validateSettingsChange(withoutUndefined(input), PAGE_SETTINGS);
        if (proxyUrl === undefined) return forPage(await services.settings.update(rest));
        const kept = await services.proxyAddress.store(proxyUrl, services.settings.get().proxyUrl);
        return forPage(await services.settings.update({ ...rest, proxyUrl: kept }));
      }),
      loadDraft: os.app.loadDraft.handler(({ input }) => services.drafts.load(input.tab)),
      saveDraft: os.app.saveDraft.handler(async ({ input: { tab, draft } }) =>
        services.drafts.save(tab, typeof draft === 'string' ? draft : await draft.text()),
      ),
      holdDraft: os.app.holdDraft.handler(({ input, signal }) =>
        stream(services.drafts.hold(input.tab, needed(signal))),
      ),
    },
    credentials: {
      list: os.credentials.list.handler(async () => ({
        credentials: await services.credentials.list(),
        protection: await services.credentials.protection(),
      })),
      add: os.credentials.add.handler(async ({ input, signal }) => {
        const { files, ...rest } = input;
        const request = { files: await Promise.all(files.map(toNamedBytes)), ...withoutUndefined(rest) };
        return services.credentials.add(request, signal);
      }),
      rename: os.credentials.rename.handler(({ input }) => services.credentials.rename(input.id, input.name)),
      remove: os.credentials.remove.handler(({ input }) => services.credentials.remove(input.id)),
      restore: os.credentials.restore.handler(({ input }) => services.credentials.restore(input.id)),
      inspect: os.credentials.inspect.handler(async ({ input, signal }) =>
        services.credentials.inspect(
          await toNamedBytes(input.file),
          withoutUndefined({ password: input.password, keyId: input.keyId, signal }),
        ),
      ),
      createRequest: os.credentials.createRequest.handler(({ input }) =>
        services.credentials.createRequest(withoutUndefined(input)),
      ),
      pair: os.credentials.pair.handler(async ({ input }) => {
        const { certificate, key, ...rest } = input;
        const file = await services.credentials.pair({
          certificate: await toNamedBytes(certificate),
          ...(key !== undefined && { key: await toNamedBytes(key) }),
          ...withoutUndefined(rest),
        });
        return toDownload(file);
      }),
      convert: os.credentials.convert.handler(async ({ input }) => {
        const { source, ...order } = input;
        const from =
          'file' in source
            ? { ...withoutUndefined({ password: source.password }), files: [await toNamedBytes(source.file)] }
            : source;
        return toDownload(await services.credentials.convert(from, withoutUndefined(order)));
      }),
      setDefaults: os.credentials.setDefaults.handler(({ input }) =>
        services.credentials.setDefaults(input.id, input.defaults),
      ),
      vault: os.credentials.vault.handler(() => services.credentials.vault()),
      unlock: os.credentials.unlock.handler(({ input }) => services.credentials.unlock(input.passphrase)),
      lock: os.credentials.lock.handler(() => services.credentials.lock()),
      protect: os.credentials.protect.handler(({ input }) =>
        services.credentials.protect(input.protection, input.passphrase),
      ),
    },
    push: {
      send: os.push.send.handler(({ input, signal }) =>
        services.sender.send(
          asPush(withoutUndefined(input.push)),
          withoutUndefined({ signal, presetName: input.presetName }),
        ),
      ),
      reconnect: os.push.reconnect.handler(({ input }) =>
        services.sender.reconnect(withoutUndefined(input.environment), input.credentialId),
      ),
      simulatedTokens: os.push.simulatedTokens.handler(async ({ input }) => [
        ...(await services.simulatedTokens(withoutUndefined(input.environment))),
      ]),
      doctor: os.push.doctor.handler(({ input, signal }) =>
        stream(services.doctor.diagnose(withoutUndefined(input), signal)),
      ),
      checkCredential: os.push.checkCredential.handler(({ input, signal }) =>
        services.probes.checkCredential(withoutUndefined({ ...input, signal })),
      ),
      whichEnvironment: os.push.whichEnvironment.handler(({ input, signal }) =>
        services.probes.whichEnvironment(withoutUndefined({ ...input, signal })),
      ),
    },
    batches: {
      start: os.batches.start.handler(async ({ input }) => {
        const { targets, retries, ...rest } = withoutUndefined(input);
        const run = await services.batches.start({
          ...rest,
          targets: targets instanceof Blob ? await targetsFromLines(targets) : targetsFromList(targets),
          ...(retries !== undefined && { policy: { retries } }),
        });
        return { id: run.id };
      }),
      watch: os.batches.watch.handler(({ input, signal }) =>
        stream(services.batches.watch(input.id, needed(signal))),
      ),
      control: os.batches.control.handler(({ input }) => services.batches.control(input.id, input.action)),
      list: os.batches.list.handler(() => services.batches.list()),
      takeUp: os.batches.takeUp.handler(async ({ input }) => ({
        id: (await services.batches.resume(input.id)).id,
      })),
      resend: os.batches.resend.handler(async ({ input: { id, outcomes } }) => {
        const run = await services.batches.resend(id, { outcomes });
        return run === null ? null : { id: run.id };
      }),
      watchEnds: os.batches.watchEnds.handler(({ signal }) =>
        stream(services.batches.watchEnds(needed(signal))),
      ),
      deadTokens: os.batches.deadTokens.handler(({ input }) => services.batches.deadTokens(input.id)),
    },
    channels: {
      list: os.channels.list.handler(({ input, signal }) =>
        services.channels.list(withoutUndefined({ ...input, signal })),
      ),
      create: os.channels.create.handler(({ input, signal }) => {
        const { storagePolicy, ...scope } = input;
        return services.channels.create(withoutUndefined({ ...scope, signal }), storagePolicy);
      }),
      read: os.channels.read.handler(({ input, signal }) => {
        const { channelId, ...scope } = input;
        return services.channels.read(withoutUndefined({ ...scope, signal }), channelId);
      }),
      delete: os.channels.delete.handler(({ input, signal }) => {
        const { channelId, ...scope } = input;
        return services.channels.delete(withoutUndefined({ ...scope, signal }), channelId);
      }),
    },
    history: {
      page: os.history.page.handler(({ input }) =>
        services.history.page(
          withoutUndefined(input.filter),
          withoutUndefined({ limit: input.limit, before: input.before }),
        ),
      ),
      get: os.history.get.handler(({ input }) => services.history.get(input.id)),
      watch: os.history.watch.handler(({ signal }) => stream(services.history.watch(needed(signal)))),
      aboutTokens: os.history.aboutTokens.handler(({ input }) =>
        input.tokens.map((token) => services.history.aboutToken(token)),
      ),
      batchReport: os.history.batchReport.handler(({ input }) => services.history.batchReport(input.batchId)),
      clear: os.history.clear.handler(() => services.history.clear()),
    },
    scenarios: {
      read: os.scenarios.read.handler(({ input }) => services.workspace.readScenario(input.id)),
      save: os.scenarios.save.handler(({ input }) => services.workspace.saveScenario(input)),
      remove: os.scenarios.remove.handler(({ input }) => services.workspace.removeScenario(input.id)),
      restore: os.scenarios.restore.handler(() => services.workspace.restoreScenario()),
      outline: os.scenarios.outline.handler(({ input }) =>
        services.scenarios.outline(withoutUndefined(input)),
      ),
      run: os.scenarios.run.handler(({ input, signal }) =>
        stream(services.scenarios.run(withoutUndefined(input), needed(signal))),
      ),
      addDelivery: os.scenarios.addDelivery.handler(({ input }) =>
        services.scenarios.addDelivery(input.scenario, input.deliveryId),
      ),
    },
    simulator: {
      watch: os.simulator.watch.handler(async ({ signal }) => {
        await services.simulator.start();
        return stream(services.simulator.watch(needed(signal)));
      }),
      saveDevice: os.simulator.saveDevice.handler(({ input }) => services.simulator.saveDevice(input.device)),
      removeDevice: os.simulator.removeDevice.handler(({ input }) =>
        services.simulator.removeDevice(input.token),
      ),
      setRules: os.simulator.setRules.handler(({ input }) =>
        services.simulator.setRules(input.rules.map((rule) => withoutUndefined(rule))),
      ),
      setSwitches: os.simulator.setSwitches.handler(({ input }) =>
        services.simulator.setSwitches(withoutUndefined(input.switches)),
      ),
      reset: os.simulator.reset.handler(({ input }) => services.simulator.reset(input.scope)),
    },
    workspace: {
      watch: os.workspace.watch.handler(({ signal }) => stream(services.workspace.watch(needed(signal)))),
      open: os.workspace.open.handler(({ input }) => services.workspace.open(input.folder)),
      readPreset: os.workspace.readPreset.handler(({ input }) => services.workspace.readPreset(input.id)),
      searchPresets: os.workspace.searchPresets.handler(({ input }) => ({
        ids: services.workspace.searchPresets(input.words),
      })),
      savePreset: os.workspace.savePreset.handler(({ input }) => services.workspace.savePreset(input)),
      duplicatePreset: os.workspace.duplicatePreset.handler(({ input }) =>
        services.workspace.duplicatePreset(input.id),
      ),
      removePreset: os.workspace.removePreset.handler(({ input }) =>
        services.workspace.removePreset(input.id),
      ),
      restorePreset: os.workspace.restorePreset.handler(() => services.workspace.restorePreset()),
      move: os.workspace.move.handler(async ({ input }) => ({
        id: await services.workspace.move(input.id, input.folder, input.before),
      })),
      createFolder: os.workspace.createFolder.handler(async ({ input }) => ({
        id: await services.workspace.createFolder(input.folder, input.name),
      })),
      renameFolder: os.workspace.renameFolder.handler(async ({ input }) => ({
        id: await services.workspace.renameFolder(input.id, input.name),
      })),
      removeFolder: os.workspace.removeFolder.handler(({ input }) =>
        services.workspace.removeFolder(input.id),
      ),
      saveDevices: os.workspace.saveDevices.handler(({ input }) =>
        services.workspace.saveDevices(input.devices, input.replacing ?? [], input.revision),
      ),
      removeDevices: os.workspace.removeDevices.handler(({ input }) =>
        services.workspace.removeDevices(input.names, input.revision),
      ),
    },
  });
}

export type PushdeckRouter = ReturnType<typeof createRouter>;

/** A page opens another workspace by a call of its own. */
const PAGE_SETTINGS = SETTING_NAMES.filter((name) => name !== 'workspaceFolder');

/** Settings as the page may know them: the password of a proxy stays here. */
function forPage(settings: Settings): Settings {
  return { ...settings, proxyUrl: withoutProxyPassword(settings.proxyUrl) };
}

async function toNamedBytes(file: { readonly name: string; readonly content: Blob }): Promise<NamedBytes> {
  return { name: file.name, bytes: new Uint8Array(await file.content.arrayBuffer()) };
}

/** An expected error keeps its code and both languages; a fault of ours reaches the page as one plain message. */
function toWireError(thrown: unknown): Error {
  if (thrown instanceof ORPCError) return thrown;
  const error = toAppError(thrown);
  const data: ErrorMessage =
    error.code === 'internal' && !(thrown instanceof AppError) ? INTERNAL : error.toMessage();
  return new ORPCError('PUSHDECK', { status: 422, message: data.message.en, data, cause: thrown });
}

const INTERNAL: ErrorMessage = {
  code: 'internal',
  message: { en: 'Something inside Pushdeck went wrong.', zh: 'Pushdeck 内部发生了错误。' },
  hint: {
    en: 'Nothing was lost. Try again; if it happens every time, please report the steps that lead here.',
    zh: '数据没有丢失。请重试；如果每次都出现，请反馈操作步骤。',
  },
};

async function* stream<Item>(source: AsyncIterable<Item>): AsyncGenerator<Item, void> {
  try {
    yield* source;
  } catch (thrown) {
    throw toWireError(thrown);
  }
}

/** Every link gives a signal; a procedure called without one (in a test) simply never ends early. */
function needed(signal: AbortSignal | undefined): AbortSignal {
  return signal ?? new AbortController().signal;
}

/** zod writes `undefined` for what is absent, our types leave it out: the same thing for every reader. */
function withoutUndefined<Value>(value: Value): WithoutUndefined<Value> {
  if (Array.isArray(value))
    return value.map((item: unknown) => withoutUndefined(item)) as WithoutUndefined<Value>;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return value as WithoutUndefined<Value>;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, withoutUndefined(item)]),
  ) as WithoutUndefined<Value>;
}

type WithoutUndefined<Value> = Value extends readonly (infer Item)[]
  ? WithoutUndefined<Item>[]
  : Value extends Blob | AbortSignal
    ? Value
    : Value extends object
      ? { [Key in keyof Value]: WithoutUndefined<Exclude<Value[Key], undefined>> }
      : Value;
