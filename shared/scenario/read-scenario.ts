import { omitUndefined } from '../omit-undefined.js';
import { parseJson } from '../payload/json-parser.js';
import { valueOf } from '../payload/json-tree.js';
import { LineIndex } from '../payload/line-index.js';
import { type Fault, NodeReader, type Place } from './node-reader.js';
import { readExpectation } from './read-expectation.js';
import { readCredential, readSend, readVariables } from './read-send.js';
import {
  MAX_STEPS,
  MAX_WAIT_MS,
  newScenario,
  type Scenario,
  SCENARIO_FILE_VERSION,
  type ScenarioStep,
} from './scenario.js';
import { problemOf, type ScenarioProblem } from './scenario-problem.js';

/** The result of reading a scenario file. */
export type ScenarioReading =
  | { readonly kind: 'scenario'; readonly scenario: Scenario }
  | { readonly kind: 'newer'; readonly version: number }
  /** All problems, in the order of the text; at least one. */
  | { readonly kind: 'damaged'; readonly problems: readonly ScenarioProblem[] };

/** Reads the text of a scenario file. Never throws: problems are returned with their step and location. */
export function readScenario(text: string): ScenarioReading {
  // Replaced instead of removed, to preserve offsets.
  const json = text.replace(/^\uFEFF/, ' ');
  const { root, problems } = parseJson(json);
  const lines = new LineIndex(json);
  if (root === null || problems.length > 0) {
    const faults: Fault[] = problems.map(({ from, to, message, code }) => ({
      path: [],
      from,
      to,
      message: code === 'empty' ? EMPTY : message,
    }));
    return { kind: 'damaged', problems: faults.map((fault) => problemOf(fault, lines)) };
  }
  const version = valueOf(root, 'version');
  if (version?.type === 'number' && version.value > SCENARIO_FILE_VERSION) {
    return { kind: 'newer', version: version.value };
  }
  const reader = new NodeReader();
  const scenario = readRoot(reader, { node: root, path: [] });
  if (scenario !== null && reader.faults.length === 0) return { kind: 'scenario', scenario };
  const found = reader.faults.map((fault) => problemOf(fault, lines));
  return { kind: 'damaged', problems: found.toSorted((one, other) => one.from - other.from) };
}

const EMPTY = {
  en: 'The file is empty. A scenario is a JSON object with "version", "name" and "steps".',
  zh: '文件为空。场景是包含 "version"、"name" 和 "steps" 的 JSON 对象。',
};

const KEYS = ['version', 'name', 'description', 'environment', 'credential', 'variables', 'steps'];

function readRoot(reader: NodeReader, place: Place): Scenario | null {
  const members = reader.object(place, KEYS);
  if (members === null) return null;
  const version = reader.member(place, members, 'version');
  const nameAt = reader.member(place, members, 'name');
  const stepsAt = reader.member(place, members, 'steps');
  if (version !== null) reader.number(version, { least: 1, most: SCENARIO_FILE_VERSION });
  const name = nameAt === null ? null : reader.text(nameAt, { least: 1, most: 200 });
  const steps = stepsAt === null ? null : reader.list(stepsAt, MAX_STEPS, (step) => readStep(reader, step));
  if (stepsAt !== null && steps !== null) checkOrder(reader, stepsAt, steps);
  const description = reader.optional(members, 'description', (at) => reader.text(at, { most: 10_000 }));
  const environment = reader.optional(members, 'environment', (at) =>
    reader.text(at, { least: 1, most: 2048 }),
  );
  const credential = reader.optional(members, 'credential', (at) => readCredential(reader, at));
  const variables = reader.optional(members, 'variables', (at) => readVariables(reader, at));
  if (name === null || steps === null) return null;
  return newScenario({
    name: name.trim(),
    steps,
    ...omitUndefined({ description, environment, credential, variables }),
  });
}

/** An expectation needs a preceding send. */
function checkOrder(reader: NodeReader, steps: Place, list: readonly ScenarioStep[]): void {
  const firstSend = list.findIndex(({ kind }) => kind === 'send');
  const tooEarly = list.findIndex(({ kind }) => kind === 'expect');
  // If steps could not be read, the indexes differ, and errors were already reported.
  if (steps.node.type !== 'array' || list.length !== steps.node.items.length) return;
  const node = steps.node.items[tooEarly];
  if (node === undefined || (firstSend !== -1 && firstSend < tooEarly)) return;
  reader.report(
    { node, path: [...steps.path, tooEarly] },
    { en: 'Nothing was sent before this expectation.', zh: '在此期望之前没有发送任何推送。' },
  );
}

function readStep(reader: NodeReader, place: Place): ScenarioStep | null {
  const faultsBefore = reader.faults.length;
  const members = reader.object(place, ['name', 'send', 'wait', 'expect']);
  if (members === null) return null;
  const [sendAt, waitAt, expectAt] = ['send', 'wait', 'expect'].map((key) => members.get(key));
  const name = reader.optional(members, 'name', (at) => reader.text(at, { least: 1, most: 200 })) ?? null;
  if (sendAt !== undefined && waitAt === undefined) {
    const send = readSend(reader, sendAt);
    const expect = expectAt === undefined ? null : readExpectation(reader, expectAt);
    return send === null ? null : { kind: 'send', name, send, expect };
  }
  if (waitAt !== undefined && sendAt === undefined && expectAt === undefined) {
    const waitMs = readWait(reader, waitAt);
    return waitMs === null ? null : { kind: 'wait', name, waitMs };
  }
  if (expectAt !== undefined && waitAt === undefined) {
    const expect = readExpectation(reader, expectAt);
    return expect === null ? null : { kind: 'expect', name, expect };
  }
  // A misspelled key was already reported.
  if (reader.faults.length > faultsBefore) return null;
  return reader.report(place, {
    en: 'A step has exactly one of "send", "wait" and "expect"; only "send" may be combined with "expect".',
    zh: '一个步骤只能有 "send"、"wait"、"expect" 之一；只有 "send" 可以同时带有 "expect"。',
  });
}

function readWait(reader: NodeReader, place: Place): number | null {
  const members = reader.object(place, ['seconds', 'milliseconds']);
  if (members === null) return null;
  const seconds = members.get('seconds');
  const milliseconds = members.get('milliseconds');
  if (milliseconds !== undefined && seconds === undefined) {
    return reader.number(milliseconds, { least: 0, most: MAX_WAIT_MS });
  }
  if (seconds !== undefined && milliseconds === undefined) {
    const amount = reader.number(seconds, { least: 0, most: MAX_WAIT_MS / 1000, isWhole: false });
    return amount === null ? null : Math.round(amount * 1000);
  }
  return reader.report(place, {
    en: 'The duration is missing. Give either "seconds" or "milliseconds".',
    zh: '未指定等待时长。请填写 "seconds" 或 "milliseconds" 之一。',
  });
}
