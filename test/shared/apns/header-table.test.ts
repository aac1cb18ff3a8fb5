import { describe, expect, it } from 'vitest';
import { collectHeaders, PUSH_HEADERS, type PushHeader } from '../../../shared/apns/header-table.js';
import type { Push } from '../../../shared/apns/push.js';
import { buildHeaders } from '../../../shared/apns/request-headers.js';
import { pushInput } from '../../../shared/contract/push.js';
import { copyAs } from '../../../shared/history/copy-as/copy-as.js';
import { renderHeaders } from '../../../shared/payload/render-headers.js';
import { scopeWith } from '../../../shared/payload/template.js';
import { formatScenario } from '../../../shared/scenario/format-scenario.js';
import { readScenario } from '../../../shared/scenario/read-scenario.js';
import { newScenario, newSend } from '../../../shared/scenario/scenario.js';
import { readRequestHeaders } from '../../../shared/simulator/request-headers.js';
import { importCurl } from '../../../shared/workspace/import-curl.js';
import { newPreset } from '../../../shared/workspace/preset.js';
import { formatPresetFile, readPresetFile } from '../../../shared/workspace/preset-file.js';

const headers = collectHeaders({
  text: ({ key }) => `text-of-${key}`,
  number: ({ kind }) => (kind === 'moment' ? 1_800_000_000 : 5),
});
const push: Push = {
  environment: { kind: 'sandbox' },
  credentialId: null,
  target: { kind: 'device', token: 'ab'.repeat(32) },
  headers,
  payload: '{}',
};

/** Nothing but the values of one header, for messages that name the one that got lost. */
const only = ({ key }: PushHeader, all: Partial<Record<PushHeader['key'], unknown>>): unknown => ({
  [key]: all[key],
});

describe.each(PUSH_HEADERS)('the header $name', (header) => {
  const expected = only(header, headers);

  it('is sent', () => {
    expect(buildHeaders(push)).toContainEqual({ name: header.name, value: String(headers[header.key]) });
  });

  it('is sent with a broadcast by the name that it has there', () => {
    const sent = buildHeaders({ headers, target: { kind: 'channel', bundleId: 'a.b', channelId: 'c' } });
    const names = sent.map(({ name }) => name);
    if (header.broadcastName === null) expect(names).not.toContain(header.name);
    else expect(names).toContain(header.broadcastName);
  });

  it('passes the contract', () => {
    expect(only(header, pushInput.parse(push).headers)).toEqual(expected);
  });

  it('is kept in a preset file', () => {
    const reading = readPresetFile(formatPresetFile(newPreset({ name: 'A', payload: '{}', headers })));
    expect(reading.kind === 'preset' && only(header, reading.preset.headers)).toEqual(expected);
  });

  it('is kept in a scenario', () => {
    const send = newSend({ headers, payload: '{}' });
    const text = formatScenario(
      newScenario({ name: 'A', steps: [{ kind: 'send', name: null, send, expect: null }] }),
    );
    const reading = readScenario(text);
    const step = reading.kind === 'scenario' ? reading.scenario.steps[0] : undefined;
    expect(step?.kind === 'send' && only(header, step.send.headers)).toEqual(expected);
  });

  it('is taken over from a curl command', () => {
    const command = copyAs('curl', { push, credential: null }) ?? '';
    expect(only(header, importCurl(command.slice(command.indexOf('curl '))).preset.headers)).toEqual(
      expected,
    );
  });

  it('is copied as an option of the command line', () => {
    const value = header.kind === 'moment' ? `@${headers[header.key]}` : headers[header.key];
    const command = copyAs('pushdeck', { push, credential: null }) ?? '';
    const isWritten = command.includes(`--${header.option} ${value}`);
    expect(isWritten || header.key === 'topic').toBe(true);
  });

  it('has its variables filled in where it may have some', () => {
    if (header.kind !== 'text') return;
    const rendered = renderHeaders({ [header.key]: '{{a}}' }, scopeWith({ a: 'b' }, builtIns));
    expect(rendered[header.key]).toBe(header.isTemplate ? 'b' : '{{a}}');
  });

  it('is read by the simulator', () => {
    expect(readRequestHeaders([header.name, 'x'])[header.key]).toBe('x');
    expect(readRequestHeaders([header.name, 'x', header.name, 'x']).repeated).toBe(header.name);
  });
});

const builtIns = { nowMs: 0, uuid: () => '', counter: 1, token: '', device: '' };
