import { describe, expect, it } from 'vitest';
import type { Environment } from '#shared/apns/push';
import { simulatedTokensFor, takesSamples } from '#shared/simulator/sample-guard';
import { SAMPLE_TOKEN } from '#shared/simulator/samples';
import { newDevice } from '#shared/workspace/device';

const SANDBOX: Environment = { kind: 'sandbox' };
const TOKEN = 'ab'.repeat(32);
const custom = (url: string): Environment => ({ kind: 'custom', url });

describe('samples', () => {
  it.each([
    'https://127.0.0.1:2197',
    'https://127.1.2.3',
    'https://localhost',
    'https://apns.localhost:1',
    'https://[::1]:2197',
  ])('may go to %s, which is this machine', (url) => {
    expect(takesSamples(custom(url))).toBe(true);
  });

  it.each([
    'https://127.0.0.1.example.com',
    'https://127.example.com',
    'https://192.168.1.2',
    'https://localhost.example',
  ])('may not go to %s, which may be any machine', (url) => {
    expect(takesSamples(custom(url))).toBe(false);
  });
});

describe('simulated devices', () => {
  const saved = (environment: Environment, token = TOKEN) => [newDevice({ name: 'One', token, environment })];

  it('are those of the simulator, and those that were saved for it', () => {
    expect(simulatedTokensFor(SANDBOX, [TOKEN], [])).toContain(TOKEN);
    expect(simulatedTokensFor(SANDBOX, [], saved({ kind: 'simulator' }))).toContain(TOKEN);
    expect(simulatedTokensFor({ kind: 'simulator' }, [TOKEN], [])).toEqual(new Set());
  });

  it('are real once they are saved for Apple, which no sample ever is', () => {
    expect(simulatedTokensFor(SANDBOX, [TOKEN], saved(SANDBOX))).not.toContain(TOKEN);
    expect(simulatedTokensFor(SANDBOX, [], saved(SANDBOX, SAMPLE_TOKEN))).toContain(SAMPLE_TOKEN);
  });

  it('may live in a simulator on another machine, where they were saved for it', () => {
    const server = custom('https://simulator.example.com:2197');
    expect(simulatedTokensFor(server, [], saved(server, SAMPLE_TOKEN))).not.toContain(SAMPLE_TOKEN);
    expect(simulatedTokensFor(SANDBOX, [], saved(server, SAMPLE_TOKEN))).toContain(SAMPLE_TOKEN);
  });
});
