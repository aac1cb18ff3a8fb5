import { type Command, Option } from 'commander';
import { systemClock } from '#core/ports/system-ports';
import type { WorkspaceService } from '#core/workspace/workspace-service';
import { collectHeaders } from '#shared/apns/header-table';
import { AppError } from '#shared/errors';
import { copyAs } from '#shared/history/copy-as/copy-as';
import { exportApnsFile } from '#shared/workspace/apns-file';
import type { ImportedPreset } from '#shared/workspace/import-preset';
import { headersOfPreset, newPreset, type Preset, type PresetHeaders } from '#shared/workspace/preset';
import { formatPresetFile } from '#shared/workspace/preset-file';
import type { PresetFile, PresetSummary } from '#shared/workspace/workspace';
import { withWorkspace } from '../input/open-services.js';
import { readInputText, tellProblems } from '../input/workspace-input.js';
import { addPresetHeaderOptions, type PresetHeaderOptions } from '../send/header-options.js';
import { addExamples, MAKE_PRESET } from '../terminal/help.js';
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

interface AddOptions extends CommonOptions, PresetHeaderOptions {
  readonly payload: string;
  readonly folder: string;
  readonly description?: string;
  readonly env?: 'simulator' | 'sandbox' | 'production';
}

interface ExportOptions extends CommonOptions {
  readonly to: 'json' | 'apns' | 'curl';
  readonly out?: string;
  readonly force?: boolean;
}

/** `pushdeck presets`: the saved pushes of the workspace, the same that the window shows. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(command, MAKE_PRESET, `${MAKE_PRESET} && pushdeck send --env simulator --preset Welcome`);
  addExamples(command.command('list', { isDefault: true }), 'pushdeck presets list')
    .description('list the presets')
    .option('--search <words>', 'only those with all these words')
    .action(
      action(terminal, (_options: CommonOptions, self: Command) => {
        const options = self.optsWithGlobals<CommonOptions & { readonly search?: string }>();
        return withWorkspace(options, terminal, async (workspace) => {
          const presets = found(terminal, workspace, options.search);
          for (const preset of presets) {
            if (options.json === true) writeJson(terminal, summaryJson(preset));
            else writeLine(terminal, describe(preset, terminal));
          }
          if (presets.length === 0) {
            const none =
              options.search === undefined ? 'There is no preset yet.' : 'No preset has these words.';
            writeNote(terminal, none);
          }
          return EXIT.done;
        });
      }),
    );
  defineAdd(command, terminal);
  addExamples(command.command('remove <name>'), `${MAKE_PRESET} && pushdeck presets remove Welcome`)
    .description('delete a preset, by name or by its path in the workspace')
    .action(
      action(terminal, (name: string, _options: CommonOptions, self: Command) => {
        const options = self.optsWithGlobals<CommonOptions>();
        return withWorkspace(options, terminal, async (workspace) => {
          const { id } = presetNamed(terminal, workspace, name);
          await workspace.removePreset(id);
          report(terminal, options, { ok: true, removed: id }, `Removed ${id}.`);
          return EXIT.done;
        });
      }),
    );
  addExamples(command.command('export <name>'), `${MAKE_PRESET} && pushdeck presets export Welcome --to curl`)
    .description('write a preset to a file or standard output')
    .addOption(
      new Option('--to <format>', 'as our own file, for the iOS Simulator, or as a command')
        .choices(['json', 'apns', 'curl'])
        .default('json'),
    )
    .option('--out <file>', 'where to; standard output by default')
    .option('--force', 'replace the file')
    .action(
      action(terminal, (name: string, _options: ExportOptions, self: Command) => {
        const options = self.optsWithGlobals<ExportOptions>();
        return withWorkspace(options, terminal, async (workspace) => {
          const { preset } = workspace.readPreset(presetNamed(terminal, workspace, name).id);
          const text = exported(preset, options.to);
          if (options.out === undefined) terminal.stdout.write(text);
          else {
            const bytes = Buffer.from(text, 'utf8');
            await writeOutputFile(terminal, options.out, bytes, { force: options.force === true });
            report(terminal, options, { ok: true, out: options.out }, `Wrote ${options.out}.`);
          }
          return EXIT.done;
        });
      }),
    );
  addExamples(
    command.command('import <file...>'),
    `echo '{"aps":{"alert":"Hello"}}' | pushdeck presets import -`,
  )
    .description(
      'take presets from preset files, .apns files, curl commands or payloads; - reads standard input',
    )
    .option('--folder <path>', 'the folder they go to', '')
    .action(
      action(terminal, async (paths: readonly string[], _options: CommonOptions, self: Command) => {
        const options = self.optsWithGlobals<CommonOptions & { readonly folder: string }>();
        // It reads much that people paste, YAML too; the other commands on presets read none of it.
        const { importPreset } = await import('#shared/workspace/import-preset');
        const imported: ImportedPreset[] = [];
        for (const path of paths) {
          const { name, text } = await readInputText(terminal, path);
          imported.push(importPreset(text, name));
        }
        return withWorkspace(options, terminal, async (workspace) => {
          for (const { preset, notes } of imported) {
            for (const note of notes) writeNote(terminal, `note: ${note.en}`);
            const saved = await saveNew(workspace, options.folder, preset);
            report(
              terminal,
              options,
              { ok: true, id: saved.id, name: saved.preset.name },
              `Saved ${saved.id}.`,
            );
          }
          return EXIT.done;
        });
      }),
    );
}

function defineAdd(command: Command, terminal: Terminal): void {
  const add = addExamples(command.command('add <name>'), MAKE_PRESET)
    .description('save a push under a name')
    .requiredOption('--payload <file>', 'the payload; - reads standard input')
    .option('--folder <path>', 'the folder it goes to', '')
    .option('--description <text>', 'what it is for')
    .addOption(
      new Option('--env <environment>', 'where it is sent by default').choices([
        'simulator',
        'sandbox',
        'production',
      ]),
    );
  addPresetHeaderOptions(add).action(
    action(terminal, async (name: string, _options: AddOptions, self: Command) => {
      const options = self.optsWithGlobals<AddOptions>();
      const { text } = await readInputText(terminal, options.payload);
      return withWorkspace(options, terminal, async (workspace) => {
        const preset = newPreset({
          name,
          payload: text,
          description: options.description ?? '',
          environment: options.env === undefined ? null : { kind: options.env },
          headers: headersOf(options),
        });
        const saved = await saveNew(workspace, options.folder, preset);
        report(terminal, options, { ok: true, id: saved.id, name }, `Saved ${saved.id}.`);
        return EXIT.done;
      });
    }),
  );
}

function headersOf(options: AddOptions): PresetHeaders {
  const { expiration } = options;
  return {
    ...collectHeaders({
      text: ({ key }) => options[key],
      number({ key, kind, option }) {
        const text = options[key];
        return text === undefined || kind === 'moment' ? undefined : numberOf(option, text);
      },
    }),
    ...(expiration !== undefined && { expiresInS: numberOf('expiration', expiration) }),
  };
}

function numberOf(option: string, text: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new AppError(
    'bad-argument',
    { en: `--${option} wants a whole number, not “${text}”.`, zh: `--${option} 需要整数，而不是“${text}”。` },
    { en: 'For example 10.', zh: '例如 10。' },
  );
}

function exported(preset: Preset, format: ExportOptions['to']): string {
  switch (format) {
    case 'json':
      return formatPresetFile(preset);
    case 'apns':
      return exportApnsFile(preset);
    case 'curl':
      return curlOf(preset);
  }
}

/** Without a target of its own the preset's command names a token to be filled in. */
function curlOf(preset: Preset): string {
  const target = preset.targets.find((one) => one.kind === 'token' || one.kind === 'channel');
  const push = {
    environment: preset.environment ?? ({ kind: 'sandbox' } as const),
    credentialId: 'preset',
    target:
      target?.kind === 'channel'
        ? target
        : ({ kind: 'device', token: target?.token ?? 'DEVICE_TOKEN' } as const),
    headers: headersOfPreset(preset.headers, systemClock.now()),
    payload: preset.payload,
  };
  return copyAs('curl', { push, credential: preset.credential }) ?? '';
}

async function saveNew(workspace: WorkspaceService, folder: string, preset: Preset): Promise<PresetFile> {
  const result = await workspace.savePreset({ id: null, folder, revision: null, preset });
  if (result.kind === 'saved') return result.saved;
  // A new preset takes a name that is free, so nothing can be in its way.
  throw new AppError(
    'internal',
    { en: `“${preset.name}” could not be saved.`, zh: `无法保存“${preset.name}”。` },
    { en: 'Try again.', zh: '请重试。' },
  );
}

function found(
  terminal: Terminal,
  workspace: WorkspaceService,
  search: string | undefined,
): readonly PresetSummary[] {
  const state = workspace.state();
  tellProblems(terminal, state);
  const { presets } = state;
  if (search === undefined) return presets;
  const byId = new Map(presets.map((preset) => [preset.id, preset]));
  return workspace
    .searchPresets(search)
    .map((id) => byId.get(id))
    .filter((preset) => preset !== undefined);
}

function presetNamed(terminal: Terminal, workspace: WorkspaceService, name: string): PresetSummary {
  const presets = found(terminal, workspace, undefined);
  const exact = presets.filter(({ id }) => id === name || id === `${name}.json`);
  const matches = exact.length > 0 ? exact : presets.filter((preset) => preset.name === name);
  const [only, ...others] = matches;
  if (only !== undefined && others.length === 0) return only;
  // Of several with one name only the path tells them apart.
  const list = (only === undefined ? presets : matches)
    .slice(0, 20)
    .map((preset) => (only === undefined ? preset.name : preset.id));
  throw new AppError(
    only === undefined ? 'not-found' : 'bad-argument',
    only === undefined
      ? { en: `There is no preset “${name}”.`, zh: `没有名为“${name}”的预设。` }
      : { en: `Several presets are called “${name}”.`, zh: `有多个名为“${name}”的预设。` },
    {
      en: list.length === 0 ? 'None is saved yet.' : `Known: ${list.join(', ')}.`,
      zh: list.length === 0 ? '目前尚未保存任何预设。' : `已有：${list.join('、')}。`,
    },
  );
}

function summaryJson(preset: PresetSummary): Readonly<Record<string, unknown>> {
  const { id, name, folder, description, topic, pushType, environment, problem } = preset;
  return {
    id,
    name,
    folder,
    description,
    topic,
    pushType,
    environment,
    problem:
      problem === null ? null : { code: problem.code, message: problem.message.en, hint: problem.hint.en },
  };
}

function describe(preset: PresetSummary, terminal: Terminal): string {
  if (preset.problem !== null) {
    return `${preset.id}  ${paint(terminal, 'red', preset.problem.message.en)}`;
  }
  return [
    paint(terminal, 'bold', preset.name),
    ...[preset.pushType, preset.topic, preset.environment].filter((part) => part !== null),
    paint(terminal, 'dim', preset.id),
  ].join('  ');
}

function report(terminal: Terminal, options: CommonOptions, json: unknown, words: string): void {
  if (options.json === true) writeJson(terminal, json);
  else writeLine(terminal, words);
}
