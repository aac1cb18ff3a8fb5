import { createWriteStream, readFileSync, type WriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { openDataFolder } from '#core/files/data-folder';
import { systemClock, systemRandomness } from '#core/ports/system-ports';
import { AppError } from '#shared/errors';
import type { FaultRule, SimulatorRequest } from '#shared/simulator/model';
import { faultRules } from '#shared/simulator/schemas';
import { startControlApi } from '#simulator/control-api';
import { createSimulator, type Simulator } from '#simulator/simulator';
import { dataDirOf } from '../input/data-dir.js';
import { addExamples } from '../terminal/help.js';
import {
  type CommonOptions,
  EXIT,
  type ExitStatus,
  paint,
  service,
  type Terminal,
  untilInterrupted,
  writeJson,
  writeLine,
  writeNote,
  writeProblem,
} from '../terminal/terminal.js';
import { parsePort } from './serve.js';

/** Addresses that only this machine can reach. */
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

interface SimulatorCommandOptions extends CommonOptions {
  readonly port: number;
  readonly managementPort: number;
  readonly env: 'sandbox' | 'production';
  readonly rules?: string;
  readonly topic: readonly string[];
  readonly acceptAny?: boolean;
  readonly log?: string;
  readonly host: string;
}

/** `pushdeck simulator`: a local APNs for other people's servers and tests. */
export function define(command: Command, terminal: Terminal): void {
  addExamples(command, 'pushdeck simulator --json');
  command
    .option('--port <n>', 'the port of the device and broadcast API; a free one when left out', parsePort, 0)
    .option('--management-port <n>', 'the port of the channel management API', parsePort, 0)
    .addOption(
      new Option('--env <name>', 'which service to be').choices(['sandbox', 'production']).default('sandbox'),
    )
    .option('--rules <file>', 'JSON with fault rules')
    .option('--topic <topic>', 'a bundle ID of the team, beside the sample one; may be repeated', collect, [])
    .option('--accept-any', 'accept every well-formed token and topic, for load tests')
    .option('--log <file>', 'append one JSON line per request to a file')
    .option(
      '--host <address>',
      'the address to listen on; others than 127.0.0.1 let in other machines',
      '127.0.0.1',
    )
    .action(service(terminal, (options: SimulatorCommandOptions) => runSimulator(options, terminal)));
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

async function runSimulator(options: SimulatorCommandOptions, terminal: Terminal): Promise<ExitStatus> {
  const rules = options.rules === undefined ? [] : readRules(resolve(terminal.cwd, options.rules));
  const onProblem = (problem: AppError): void => writeProblem(terminal, problem);
  const simulator = createSimulator({
    dataDir: openDataFolder(dataDirOf(options, terminal), onProblem),
    onProblem,
    requiresFiles: true,
    clock: systemClock,
    random: systemRandomness,
    host: options.host,
    port: options.port,
    managementPort: options.managementPort,
    environment: options.env,
    topics: options.topic,
    acceptAny: options.acceptAny ?? false,
    rules,
    // A run for tests starts as it is described, not as the last one ended.
    keepsState: false,
  });
  const log = options.log === undefined ? null : await openLog(resolve(terminal.cwd, options.log));
  if (!LOOPBACK.has(options.host)) {
    writeNote(
      terminal,
      `pushdeck: ${options.host} lets other machines send to this simulator. Its sample key is made for tests: keep it off untrusted networks. Its certificate names localhost, 127.0.0.1 and ::1 only: clients elsewhere have to expect one of these names, or to reach it through a tunnel.`,
    );
  }
  const address = await simulator.start();
  const control = await startControlApi(simulator, systemRandomness.bytes(24).toString('base64url'));
  simulator.onRequest((request) => {
    const line = toLine(request);
    log?.write(`${JSON.stringify(line)}\n`);
    if (options.json === true) writeJson(terminal, line);
    else writeLine(terminal, toWords(request, terminal));
  });
  const description = await describe(simulator, options.env, address, control.url);
  if (options.json === true) writeJson(terminal, description);
  else for (const line of toGreeting(description)) writeLine(terminal, line);

  await untilInterrupted(terminal.signal);
  await control.close();
  await simulator.stop();
  await new Promise<void>((done) => (log === null ? done() : log.end(done)));
  return EXIT.done;
}

type Description = Awaited<ReturnType<typeof describe>>;

async function describe(
  simulator: Simulator,
  environment: 'sandbox' | 'production',
  address: { readonly url: string; readonly managementUrl: string },
  controlUrl: string,
) {
  const apnsKey = await simulator.sampleKey();
  const identity = await simulator.sampleIdentity();
  const { topics, inboxes } = simulator.state();
  return {
    url: address.url,
    managementUrl: address.managementUrl,
    controlUrl,
    ca: simulator.files.caPath,
    environment,
    tokenAuth: { keyFile: apnsKey.p8Path, keyId: apnsKey.keyId, teamId: apnsKey.teamId },
    certificateAuth: {
      p12: identity.p12Path,
      password: identity.password,
      cert: simulator.files.certificatePath,
      key: simulator.files.keyPath,
    },
    topics,
    devices: inboxes.map(({ device }) => ({
      name: device.name,
      token: device.token,
      topic: device.topics[0] ?? null,
      topics: device.topics,
      state: device.state,
    })),
  };
}

function toGreeting(description: Description): readonly string[] {
  const { url, managementUrl, controlUrl, ca, tokenAuth, certificateAuth, topics, devices } = description;
  return [
    `APNs simulator (${description.environment})`,
    `  pushes and broadcasts  ${url}`,
    `  channel management     ${managementUrl}`,
    `  control API            ${controlUrl}`,
    `  its authority          ${ca}`,
    `  APNs key               ${tokenAuth.keyFile}  key ${tokenAuth.keyId}  team ${tokenAuth.teamId}`,
    `  certificate            ${certificateAuth.p12}  password ${certificateAuth.password}`,
    `  topics                 ${topics.join(', ')}`,
    ...devices.map(({ name, token, state }) => `  ${token}  ${name} (${state})`),
    '',
    'Press Ctrl+C to stop. Requests follow.',
  ];
}

/** A request as a line for programs; its authorization header is redacted already. */
function toLine(request: SimulatorRequest): object {
  return {
    at: new Date(request.atMs).toISOString(),
    method: request.method,
    path: request.path,
    headers: Object.fromEntries(request.headers.map(({ name, value }) => [name, value])),
    payload: parsed(request.payload),
    status: request.status,
    reason: request.reason,
    apnsId: request.apnsId,
    rule: request.ruleId,
    because: request.because.en,
  };
}

/** The payload as the JSON it is; as text where it is none. */
function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

function toWords(
  { method, path, status, reason, because, atMs }: SimulatorRequest,
  terminal: Terminal,
): string {
  const time = new Date(atMs).toISOString().slice(11, 23);
  const style = status === null ? 'yellow' : status < 300 ? 'green' : 'red';
  const answer = paint(
    terminal,
    style,
    [status ?? 'no answer', reason].filter((part) => part !== null).join(' '),
  );
  return `${time}  ${answer}  ${method} ${path}  ${because.en}`;
}

function readRules(path: string): readonly FaultRule[] {
  const hint = {
    en: 'It is a JSON list of rules, each with "id", "when" and "then": see docs/simulator.md.',
    zh: '规则文件应为 JSON 列表，每条规则包含 “id”、“when” 和 “then”，参见 docs/simulator.md。',
  };
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const words = (error as Error).message;
    throw new AppError(
      'bad-argument',
      { en: `The rules in ${path} could not be read: ${words}`, zh: `无法读取规则文件 ${path}：${words}` },
      hint,
      { cause: error },
    );
  }
  const read = faultRules.safeParse(document);
  if (read.success) return read.data as readonly FaultRule[];
  const problems = read.error.issues
    .map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
    .join('; ');
  throw new AppError(
    'bad-argument',
    { en: `The rules in ${path} are not right: ${problems}`, zh: `规则文件 ${path} 有误：${problems}` },
    hint,
  );
}

function openLog(path: string): Promise<WriteStream> {
  return new Promise((done, fail) => {
    const stream = createWriteStream(path, { flags: 'a', mode: 0o600 });
    stream.once('open', () => done(stream));
    stream.once('error', (error) =>
      fail(
        new AppError(
          'bad-argument',
          {
            en: `The log ${path} cannot be written: ${error.message}`,
            zh: `无法写入日志 ${path}：${error.message}`,
          },
          { en: 'Name another file with --log.', zh: '请用 --log 指定其他文件。' },
          { cause: error },
        ),
      ),
    );
  });
}
