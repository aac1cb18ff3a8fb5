import { omitUndefined } from '../omit-undefined.js';
import { payloadToFile } from '../workspace/payload-in-file.js';
import { headersToFile, withoutSecretHeaders } from '../workspace/preset-headers.js';
import {
  type Expectation,
  type Scenario,
  SCENARIO_FILE_VERSION,
  type ScenarioSend,
  type ScenarioStep,
} from './scenario.js';

/**
 * Formats a scenario file with keys in a fixed order and without empty values, so that diffs show only actual changes.
 * Headers that may contain secrets are left out.
 */
export function formatScenario(scenario: Scenario): string {
  const { name, description, environment, credential, variables, steps } = scenario;
  const file = {
    version: SCENARIO_FILE_VERSION,
    name,
    ...(description !== '' && { description }),
    ...(environment !== null && { environment }),
    ...(credential !== null && { credential }),
    ...(Object.keys(variables).length > 0 && { variables }),
    steps: steps.map(stepToFile),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function stepToFile(step: ScenarioStep): Record<string, unknown> {
  const named = step.name === null ? {} : { name: step.name };
  switch (step.kind) {
    case 'send':
      return {
        ...named,
        send: sendToFile(step.send),
        ...(step.expect !== null && { expect: expectationToFile(step.expect) }),
      };
    case 'wait':
      return { ...named, wait: waitToFile(step.waitMs) };
    case 'expect':
      return { ...named, expect: expectationToFile(step.expect) };
  }
}

function sendToFile(send: ScenarioSend): Record<string, unknown> {
  const { preset, environment, credential, targets, variables, payload } = send;
  const headers = headersToFile(withoutSecretHeaders(send.headers));
  return {
    ...(preset !== null && { preset }),
    ...(environment !== null && { environment }),
    ...(credential !== null && { credential }),
    ...(targets.length > 0 && { targets }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(Object.keys(variables).length > 0 && { variables }),
    ...(payload !== null && payloadToFile(payload)),
  };
}

function waitToFile(waitMs: number): Record<string, number> {
  return waitMs % 1000 === 0 ? { seconds: waitMs / 1000 } : { milliseconds: waitMs };
}

function expectationToFile({ outcome, status, reason, withinMs, shows }: Expectation): Expectation {
  return {
    ...omitUndefined({ outcome, status, reason, withinMs, shows }),
  };
}
