import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readScenario } from '#shared/scenario/read-scenario';
import { scenarioError } from '#shared/scenario/scenario-problem';

const step = (text: string): string => `{"version":1,"name":"A","steps":[${text}]}`;
const send = (text: string): string => step(`{"send":${text}}`);

function problemsOf(text: string) {
  const reading = readScenario(text);
  return reading.kind === 'damaged' ? reading.problems : [];
}

describe('a scenario file', () => {
  it('is read with everything that it leaves out filled in', () => {
    const reading = readScenario(
      step(
        '{"send":{"payload":{"aps":{}}},"expect":{"status":200}},{"wait":{"seconds":1.5}},{"expect":{"reason":null}}',
      ),
    );
    expect(reading).toMatchObject({
      kind: 'scenario',
      scenario: {
        name: 'A',
        description: '',
        environment: null,
        credential: null,
        variables: {},
        steps: [
          {
            kind: 'send',
            name: null,
            send: { preset: null, targets: [], payload: '{\n  "aps": {}\n}\n' },
            expect: { status: 200 },
          },
          { kind: 'wait', waitMs: 1500 },
          { kind: 'expect', expect: { reason: null } },
        ],
      },
    });
  });

  it('may begin with a byte order mark', () => {
    expect(readScenario(`\uFEFF${step('')}`).kind).toBe('scenario');
  });

  it('of a newer version is not judged', () => {
    expect(readScenario('{"version":2,"name":"A","acts":[]}')).toEqual({ kind: 'newer', version: 2 });
  });

  it('that is a sample of ours is right', () => {
    const path = resolve(import.meta.dirname, '../../../resources/scenarios/live-activity.json');
    expect(readScenario(readFileSync(path, 'utf8')).kind).toBe('scenario');
  });
});

describe('what is wrong with a scenario', () => {
  it.each([
    { text: '', step: null, path: '', says: /empty/ },
    { text: '{"version":1', step: null, path: '', says: /./ },
    { text: '[]', step: null, path: '', says: /must be an object, not an array/ },
    { text: '{"name":"A","steps":[]}', step: null, path: '', says: /"version" is missing/ },
    { text: '{"version":1,"name":" ","steps":[]}', step: null, path: '/name', says: /not be empty/ },
    { text: step('{}'), step: 1, path: '/steps/0', says: /^Step 1: A step has exactly one of/ },
    { text: step('7'), step: 1, path: '/steps/0', says: /an object, not a number/ },
    { text: step('{"expect":{"status":200}}'), step: 1, path: '/steps/0', says: /Nothing was sent before/ },
    { text: send('{}'), step: 1, path: '/steps/0/send', says: /^Step 1, send: There is nothing to send/ },
    {
      text: send('{"paylaod":{}}'),
      step: 1,
      path: '/steps/0/send/paylaod',
      says: /“paylaod” is not known here; did you mean “payload”/,
    },
    {
      text: send('{"payload":{},"headers":{"priority":"10"}}'),
      step: 1,
      path: '/steps/0/send/headers/priority',
      says: /^Step 1, send\.headers\.priority: This must be a number, not a string/,
    },
    {
      text: send('{"payload":{},"targets":[{"kind":"device"}]}'),
      step: 1,
      path: '/steps/0/send/targets/0',
      says: /^Step 1, send\.targets\[0\]: "name" is missing/,
    },
    { text: send('{"payload":"hello"}'), step: 1, path: '/steps/0/send/payload', says: /payloadLines/ },
    { text: step('{"wait":{"seconds":4000}}'), step: 1, path: '/steps/0/wait/seconds', says: /3600/ },
    { text: step('{"wait":{}}'), step: 1, path: '/steps/0/wait', says: /The duration is missing/ },
    {
      text: step('{"send":{"payload":{}},"expect":{"outcome":"good"}}'),
      step: 1,
      path: '/steps/0/expect/outcome',
      says: /“good” is not one of accepted, rejected, failed, unknown/,
    },
    {
      text: step('{"send":{"payload":{}},"expect":{}}'),
      step: 1,
      path: '/steps/0/expect',
      says: /The expectation is empty/,
    },
    { text: '{"version":1,"version":1,"name":"A","steps":[]}', step: null, path: '/version', says: /twice/ },
  ])('$text is told with its place', ({ text, step: number, path, says }) => {
    const [first] = problemsOf(text);
    expect(first).toMatchObject({ step: number, path });
    expect(first?.message.en).toMatch(says);
    expect(first?.message.zh).toMatch(/[\u4e00-\u9fff]/);
  });

  it('is told all at once, in the order of the text, with line and column', () => {
    const text = '{\n "version": 1,\n "nmae": "A",\n "steps": [\n  {"wait": {"seconds": "1"}}\n ]\n}';
    const places = problemsOf(text).map(({ line, path }) => `${line} ${path}`);
    expect(places).toEqual(['1 ', '3 /nmae', '5 /steps/0/wait/seconds']);
  });

  it('is one error for a command line, with the file and the line', () => {
    const error = scenarioError('a.json', problemsOf(send('{}')));
    expect(error.code).toBe('bad-scenario');
    expect(error.message).toMatch(/^a\.json, line 1: Step 1, send: /);
  });
});
