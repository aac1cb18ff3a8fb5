import { type Command, Option } from 'commander';
import type { WorkspaceService } from '#core/workspace/workspace-service';
import { readDeviceToken } from '#shared/apns/device-token/device-token';
import type { Environment } from '#shared/apns/push';
import { AppError } from '#shared/errors';
import { omitUndefined } from '#shared/omit-undefined';
import { countedInWords } from '#shared/text/words';
import { type Device, DEVICE_KINDS, type DeviceKind, newDevice } from '#shared/workspace/device';
import {
  devicesFromLines,
  devicesFromTable,
  formatDeviceTable,
  type ImportDefaults,
  type ImportedDevice,
  readDeviceTable,
} from '#shared/workspace/device-table';
import { formatDevicesFile, readDevicesFile } from '#shared/workspace/devices-file';
import { withWorkspace } from '../input/open-services.js';
import { readInputText, tellProblems } from '../input/workspace-input.js';
import { namesTwoPlaces } from '../send/send-options.js';
import { addExamples, MAKE_DEVICE, SOME_TOKEN } from '../terminal/help.js';
import { writeOutputFile } from '../terminal/output-file.js';
import {
  action,
  type CommonOptions,
  EXIT,
  paint,
  type Terminal,
  writeJson,
  writeLine,
  writeNote,
} from '../terminal/terminal.js';

interface DeviceOptions extends CommonOptions {
  readonly env?: 'simulator' | 'sandbox' | 'production';
  readonly url?: string;
  readonly topic?: string;
  readonly kind?: DeviceKind;
  readonly tag?: readonly string[];
  readonly group?: readonly string[];
  readonly note?: string;
  readonly force?: boolean;
}

interface ListOptions extends CommonOptions {
  readonly group?: string;
  readonly tag?: string;
}

interface ExportOptions extends ListOptions {
  readonly to: 'json' | 'csv';
  readonly out?: string;
  readonly force?: boolean;
}

/** `pushdeck devices`: the named devices of the workspace, the same that the window shows. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(command, `${MAKE_DEVICE} --env sandbox --group QA`);
  const list = addExamples(command.command('list', { isDefault: true }), 'pushdeck devices list').description(
    'list the devices',
  );
  whichOptions(list).action(
    action(terminal, (_options: ListOptions, self: Command) => {
      const options = self.optsWithGlobals<ListOptions>();
      return withWorkspace(options, terminal, async (workspace) => {
        const devices = devicesOf(terminal, workspace, options);
        for (const device of devices) {
          if (options.json === true) writeJson(terminal, deviceJson(device));
          else writeLine(terminal, describe(device, terminal));
        }
        if (devices.length === 0) writeNote(terminal, 'There is no device yet.');
        return EXIT.done;
      });
    }),
  );
  const add = addExamples(
    command.command('add <name> <token>'),
    `${MAKE_DEVICE} --env sandbox --group QA`,
  ).description('save a device under a name');
  attributeOptions(add)
    .option('--note <text>', 'a note')
    .option('--force', 'replace the device of that name')
    .action(
      action(terminal, (name: string, text: string, _options: DeviceOptions, self: Command) => {
        const options = self.optsWithGlobals<DeviceOptions>();
        return withWorkspace(options, terminal, async (workspace) => {
          const { token, problem, cleaned } = readDeviceToken(text);
          if (problem !== null && options.force !== true) {
            throw new AppError('bad-device-token', problem.message, problem.hint);
          }
          if (cleaned !== null) writeNote(terminal, `note: ${cleaned.en}`);
          const { environment, topic, kind, tags, groups } = defaultsOf(options);
          const device = newDevice({
            name,
            token,
            environment,
            topic: topic ?? '',
            kind: kind ?? 'app',
            tags: tags ?? [],
            groups: groups ?? [],
            note: options.note ?? '',
          });
          const [taken] = await addOrReplace(workspace, [device], options);
          if (taken !== undefined) throw nameTaken(taken);
          report(terminal, options, deviceJson(device), `Saved ${name}.`);
          return EXIT.done;
        });
      }),
    );
  addExamples(command.command('remove <name...>'), `${MAKE_DEVICE} && pushdeck devices remove "QA phone"`)
    .description('forget devices, by name')
    .action(
      action(terminal, (names: readonly string[], _options: CommonOptions, self: Command) => {
        const options = self.optsWithGlobals<CommonOptions>();
        return withWorkspace(options, terminal, async (workspace) => {
          const known = namesIn(workspace);
          for (const name of names) if (!known.includes(name)) throw noSuchDevice(name, known);
          await workspace.removeDevices(names, null);
          report(terminal, options, { ok: true, removed: names }, `Removed ${names.join(', ')}.`);
          return EXIT.done;
        });
      }),
    );
  defineImport(command, terminal);
  const exporting = addExamples(
    command.command('export'),
    'pushdeck devices export --to csv --out devices.csv',
  ).description('write the devices to a file or standard output');
  whichOptions(exporting)
    .addOption(new Option('--to <format>', 'in this form').choices(['json', 'csv']).default('json'))
    .option('--out <file>', 'where to; standard output by default')
    .option('--force', 'replace the file')
    .action(
      action(terminal, (_options: ExportOptions, self: Command) => {
        const options = self.optsWithGlobals<ExportOptions>();
        return withWorkspace(options, terminal, async (workspace) => {
          const devices = devicesOf(terminal, workspace, options);
          const text = options.to === 'csv' ? formatDeviceTable(devices) : formatDevicesFile(devices);
          if (options.out === undefined) terminal.stdout.write(text);
          else {
            const force = options.force === true;
            await writeOutputFile(terminal, options.out, Buffer.from(text, 'utf8'), { force });
            const json = { ok: true, out: options.out, devices: devices.length };
            const words = `Wrote ${countedInWords(devices.length, 'device', '台设备').en} to ${options.out}.`;
            report(terminal, options, json, words);
          }
          return EXIT.done;
        });
      }),
    );
}

function defineImport(command: Command, terminal: Terminal): void {
  const importing = addExamples(
    command.command('import <file>'),
    `echo ${SOME_TOKEN} | pushdeck devices import - --env production`,
  ).description('take devices from CSV, from an export, or from a token a line; - reads standard input');
  attributeOptions(importing)
    .option('--force', 'take tokens that look wrong, and replace devices of the same name')
    .action(
      action(terminal, async (path: string, _options: DeviceOptions, self: Command) => {
        const options = self.optsWithGlobals<DeviceOptions>();
        const { name, text } = await readInputText(terminal, path);
        const found = devicesIn(text, defaultsOf(options));
        if (found.length === 0) throw nothingFound(name);
        return withWorkspace(options, terminal, async (workspace) => {
          const skip = (deviceName: string, why: string): void =>
            writeNote(terminal, `skipped ${deviceName}: ${why}`);
          const usable = found.filter(({ problem }) => problem === null || options.force === true);
          for (const { device, problem } of found) {
            if (problem !== null && options.force !== true) skip(device.name, problem.message.en);
          }
          const devices = usable.map(({ device }) => device);
          const taken = await addOrReplace(workspace, devices, options);
          for (const deviceName of taken) skip(deviceName, 'the name is taken');
          const imported = devices.length - taken.length;
          const skipped = found.length - imported;
          const summary = { ok: skipped === 0, imported, skipped };
          report(
            terminal,
            options,
            summary,
            `Imported ${countedInWords(imported, 'device', '台设备').en}, skipped ${skipped}.`,
          );
          return skipped === 0 ? EXIT.done : EXIT.bad;
        });
      }),
    );
}

/** The names that are taken and were not replaced. */
async function addOrReplace(
  workspace: WorkspaceService,
  devices: readonly Device[],
  { force }: Pick<DeviceOptions, 'force'>,
): Promise<readonly string[]> {
  if (force !== true) return await workspace.addDevices(devices);
  await workspace.saveDevices(devices, [], null);
  return [];
}

function devicesIn(text: string, defaults: ImportDefaults): readonly ImportedDevice[] {
  const file = readDevicesFile(text);
  if (file.kind === 'devices') return file.devices.map((device) => ({ device, problem: null }));
  const table = readDeviceTable(text);
  return table?.choice.token === undefined
    ? devicesFromLines(text, defaults)
    : devicesFromTable(table, table.choice, defaults);
}

function whichOptions(command: Command): Command {
  return command.option('--group <name>', 'only of this group').option('--tag <name>', 'only with this tag');
}

function attributeOptions(command: Command): Command {
  const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
    ...(before ?? []),
    value,
  ];
  return command
    .addOption(
      new Option('--env <environment>', 'where the token is from; sandbox when left out').choices([
        'simulator',
        'sandbox',
        'production',
      ]),
    )
    .option('--url <url>', 'a server of your own instead of --env')
    .option('--topic <topic>', "the app's bundle ID")
    .addOption(new Option('--kind <kind>', 'what the token is for').choices(DEVICE_KINDS).default('app'))
    .option('--tag <name>', 'a tag; may be given several times', collect)
    .option('--group <name>', 'a group; may be given several times', collect);
}

function defaultsOf(options: DeviceOptions): ImportDefaults {
  const { env = 'sandbox', url, topic, kind, tag, group } = options;
  if (options.env !== undefined && url !== undefined) throw namesTwoPlaces();
  const environment: Environment = url === undefined ? { kind: env } : { kind: 'custom', url };
  return {
    environment,
    ...omitUndefined({ topic, kind, tags: tag, groups: group }),
  };
}

function devicesOf(
  terminal: Terminal,
  workspace: WorkspaceService,
  { group, tag }: ListOptions,
): readonly Device[] {
  const { devices } = workspace.readDevices();
  tellProblems(terminal, workspace.state());
  return devices.filter(
    (device) =>
      (group === undefined || device.groups.includes(group)) &&
      (tag === undefined || device.tags.includes(tag)),
  );
}

function namesIn(workspace: WorkspaceService): readonly string[] {
  return workspace.state().devices.map(({ name }) => name);
}

function deviceJson(device: Device): Readonly<Record<string, unknown>> {
  const { name, token, environment, topic, kind, tags, groups, note, goneAtMs } = device;
  return {
    name,
    token,
    environment: environment.kind,
    url: environment.kind === 'custom' ? environment.url : null,
    topic: topic === '' ? null : topic,
    kind,
    tags,
    groups,
    note: note === '' ? null : note,
    goneSince: goneAtMs === null ? null : new Date(goneAtMs).toISOString(),
  };
}

function describe(device: Device, terminal: Terminal): string {
  return [
    paint(terminal, 'bold', device.name),
    device.environment.kind,
    ...(device.topic === '' ? [] : [device.topic]),
    ...(device.kind === 'app' ? [] : [device.kind]),
    ...device.groups.map((group) => `@${group}`),
    ...device.tags.map((tag) => `#${tag}`),
    ...(device.goneAtMs === null ? [] : [paint(terminal, 'red', 'unregistered')]),
    paint(terminal, 'dim', device.token),
  ].join('  ');
}

function report(terminal: Terminal, options: CommonOptions, json: unknown, words: string): void {
  if (options.json === true) writeJson(terminal, json);
  else writeLine(terminal, words);
}

function nameTaken(name: string): AppError {
  return new AppError(
    'bad-argument',
    { en: `There is a device “${name}” already.`, zh: `已存在名为“${name}”的设备。` },
    { en: 'Choose another name, or add --force to replace it.', zh: '请换一个名称，或使用 --force 替换。' },
  );
}

function noSuchDevice(name: string, known: readonly string[]): AppError {
  const some = known.slice(0, 20);
  return new AppError(
    'not-found',
    { en: `There is no device “${name}”.`, zh: `没有名为“${name}”的设备。` },
    {
      en: some.length === 0 ? 'None is saved yet.' : `Known: ${some.join(', ')}.`,
      zh: some.length === 0 ? '目前尚未保存任何设备。' : `已有：${some.join('、')}。`,
    },
  );
}

function nothingFound(name: string): AppError {
  return new AppError(
    'bad-argument',
    { en: `There is no device token in ${name}.`, zh: `${name} 中没有设备令牌。` },
    {
      en: 'Give a CSV file with a "token" column, or a file with a token a line.',
      zh: '请提供含有 "token" 列的 CSV 文件，或每行一个令牌的文件。',
    },
  );
}
