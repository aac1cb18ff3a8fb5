import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Push } from '#shared/apns/push';
import { COPY_FORMATS, copyAs } from '#shared/history/copy-as/copy-as';
import { goString, swiftString } from '#shared/history/copy-as/string-literal';
import { shellQuote } from '#shared/text/shell-quote';
import type { CredentialReference } from '#shared/workspace/preset';

const KEY: CredentialReference = { kind: 'apns-key', keyId: 'ABC123DEFG', teamId: 'TEAM123456' };
const TRICKY = `{"aps":{"alert":"it's \\"$HOME\\" \`id\` $(id) 你好 😀 \\\\"},"n":1.0}\n`;

function aPush(changes: Partial<Push> = {}): Push {
  return {
    environment: { kind: 'sandbox' },
    credentialId: 'c',
    target: { kind: 'device', token: 'ab'.repeat(32) },
    headers: {
      topic: 'com.example.app',
      pushType: 'alert',
      priority: 10,
      expiration: 0,
      collapseId: "it's $(me)",
      custom: [
        { name: 'x-empty', value: '' },
        { name: 'authorization', value: 'bearer planted-secret' },
      ],
    },
    payload: TRICKY,
    ...changes,
  };
}

/** Runs a command line in a real shell in which the named programs only say what they were given. */
function argumentsIn(text: string, programs: readonly string[]): { args: string[]; stdin: string } {
  const folder = mkdtempSync(join(tmpdir(), 'pushdeck-shell-'));
  try {
    const recorder = `const{readFileSync,writeFileSync}=require('node:fs');
      writeFileSync(process.argv[2],JSON.stringify({args:process.argv.slice(3),
      stdin:process.stdin.isTTY?'':readFileSync(0,'utf8')}));`;
    writeFileSync(join(folder, 'recorder.cjs'), recorder);
    const functions = programs
      .map(
        (name) =>
          `${name}() { "${process.execPath}" "${folder}/recorder.cjs" "${folder}/${name}.json" "$@"; }`,
      )
      .join('\n');
    const said = `pushdeck_jwt=1; ${programs.includes('pushdeck') ? '' : 'pushdeck() { printf %s "TOKEN($*)"; }'}`;
    const script = `${functions}\n${said}\n${text}\ncat "${folder}/${programs[0] ?? ''}.json"`;
    return JSON.parse(execFileSync('bash', ['-c', script], { encoding: 'utf8', input: '' })) as {
      args: string[];
      stdin: string;
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const copied = (
  format: (typeof COPY_FORMATS)[number],
  push = aPush(),
  credential = KEY as CredentialReference | null,
) => copyAs(format, { push, credential }) ?? '';

describe('a shell', () => {
  it('gets a quoted text as one word, unchanged', () => {
    const words = fc
      .sample(fc.string({ unit: 'binary' }), 300)
      .map((text) => text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, ''));
    const command = `printf '%s\\0' ${words.map(shellQuote).join(' ')}`;
    const echoed = execFileSync('bash', ['-c', command], { encoding: 'utf8' });
    expect(echoed.split('\0').slice(0, -1)).toEqual(words);
  });
});

describe('curl', () => {
  it('sends the same request: address, headers, payload to the byte, a provider token made when it runs', () => {
    const { args } = argumentsIn(copied('curl'), ['curl']);
    expect(args.at(-1)).toBe(`https://api.sandbox.push.apple.com/3/device/${'ab'.repeat(32)}`);
    expect(args[args.indexOf('--data-raw') + 1]).toBe(TRICKY);
    const headers = args.filter((_, index) => args[index - 1] === '--header');
    expect(headers).toEqual([
      'authorization: bearer TOKEN(jwt --credential AuthKey_ABC123DEFG.p8 --key-id ABC123DEFG --team-id TEAM123456)',
      'apns-topic: com.example.app',
      'apns-push-type: alert',
      'apns-priority: 10',
      'apns-expiration: 0',
      "apns-collapse-id: it's $(me)",
      'x-empty;',
      'content-type: application/json',
    ]);
  });

  it('names the files of a certificate, and the authority of a server that is not Apple’s', () => {
    const push = aPush({ environment: { kind: 'custom', url: 'https://push.example:8443' } });
    const { args } = argumentsIn(copied('curl', push, { kind: 'identity', sha256: 'f0' }), ['curl']);
    expect(args.join(' ')).toContain('--cacert ca.pem --cert certificate.pem --key key.pem');
    expect(args.join(' ')).not.toContain('authorization');
  });

  it('carries a payload that no command line can hold', () => {
    const { args, stdin } = argumentsIn(copied('curl', aPush({ payload: 'a\0b 你' })), ['curl']);
    expect(args).toContain('@-');
    expect(stdin).toBe('a\0b 你');
  });
});

describe('pushdeck', () => {
  it('sends the same push', () => {
    const { args, stdin } = argumentsIn(copied('pushdeck'), ['pushdeck']);
    expect(args).toEqual([
      'send',
      ...['--to', 'ab'.repeat(32)],
      ...['--topic', 'com.example.app'],
      ...['--env', 'sandbox'],
      ...['--credential', 'AuthKey_ABC123DEFG.p8'],
      ...['--key-id', 'ABC123DEFG'],
      ...['--team-id', 'TEAM123456'],
      ...['--push-type', 'alert'],
      ...['--priority', '10'],
      ...['--expiration', '0'],
      ...['--collapse-id', "it's $(me)"],
      ...['--header', 'x-empty: '],
      ...['--payload', '-'],
    ]);
    expect(stdin).toBe(TRICKY);
  });

  it('names a moment of expiry as one', () => {
    const push = aPush({ headers: { expiration: 1_767_225_600 } });
    expect(argumentsIn(copied('pushdeck', push), ['pushdeck']).args).toContain('@1767225600');
  });
});

describe('code', () => {
  const credentials: readonly (readonly [string, CredentialReference | null])[] = [
    ['an APNs key', KEY],
    ['a certificate', { kind: 'identity', sha256: 'f0' }],
    ['an unknown credential', null],
  ];
  const payloads = [
    TRICKY,
    '{"aps":{"alert":"x"}}',
    '{\n  "aps": {}\n}\n',
    'no json \u0000 \ud800 `',
    '',
    '{"__proto__":1}',
  ];
  const environments: readonly Push['environment'][] = [
    { kind: 'production', port: 2197 },
    { kind: 'simulator' },
  ];
  const cases = credentials.flatMap(([name, credential]) =>
    environments.flatMap((environment) =>
      payloads.map((payload) => ({ name, credential, environment, payload })),
    ),
  );

  it('for Node is a program that Node can parse', { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'pushdeck-node-'));
    const files = cases.map(({ credential, environment, payload }, index) => {
      const file = join(folder, `${index}.mjs`);
      writeFileSync(file, copied('node', aPush({ environment, payload }), credential));
      return file;
    });
    const check = `for f in "$@"; do "${process.execPath}" --check "$f" || exit 1; done`;
    execFileSync('bash', ['-c', check, 'check', ...files.slice(0, 4), ...files.slice(-2)], { stdio: 'pipe' });
    rmSync(folder, { recursive: true });
  });

  it('for Node sends exactly the bytes of the payload', () => {
    for (const payload of payloads) {
      const [, expression = ''] =
        /const payload = ([\s\S]*?);\n/.exec(copied('node', aPush({ payload }))) ?? [];
      expect(runInNewContext(expression)).toBe(payload);
    }
  });

  it.runIf(has('python3'))('for Python is a program that Python can parse, with exactly that payload', () => {
    const script = `
import ast, json, sys
for text, payload in json.load(sys.stdin):
    tree = ast.parse(text)
    values = [ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "payload"]
    assert values == [payload], (values, payload)
`;
    const input = JSON.stringify(
      cases.map(({ credential, environment, payload }) => [
        copied('python', aPush({ environment, payload }), credential),
        payload,
      ]),
    );
    execFileSync('python3', ['-c', script], { input, stdio: ['pipe', 'pipe', 'pipe'] });
  });

  it.runIf(has('javac'))('for Java is a program that javac compiles', { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'pushdeck-java-'));
    const files = credentials.map(([, credential], index) => {
      mkdirSync(join(folder, String(index)));
      const path = join(folder, String(index), 'SendPush.java');
      const code = copied('java', aPush({ environment: { kind: 'simulator' } }), credential);
      writeFileSync(path, code.replace('public class SendPush', `class SendPush${index}`));
      return path;
    });
    execFileSync('javac', ['-d', folder, ...files], { stdio: 'pipe' });
    rmSync(folder, { recursive: true });
  });

  it.runIf(has('gofmt'))('for Go is a program that gofmt can parse', () => {
    for (const { credential, environment, payload } of cases) {
      const input = copied('go', aPush({ environment, payload }), credential);
      execFileSync('gofmt', ['-e'], { input, stdio: ['pipe', 'pipe', 'pipe'] });
    }
  });

  it('for Go and Swift writes texts as literals that mean the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const go = goString(text);
        expect(go.startsWith('`') ? go.slice(1, -1) : JSON.parse(go)).toBe(text);
        expect(readSwift(swiftString(text))).toBe(text);
      }),
    );
    expect(swiftString('\\(password) "\n\u0007')).toBe('"\\\\(password) \\"\\n\\u{7}"');
  });

  it('for Swift is not offered for what APNSwift cannot send', () => {
    const push = aPush({ headers: { pushType: 'controls' } });
    expect(copyAs('swift', { push, credential: KEY })).toBeNull();
    const broadcast = aPush({ target: { kind: 'channel', bundleId: 'com.example.app', channelId: 'abc=' } });
    expect(copyAs('swift', { push: broadcast, credential: KEY })).toBeNull();
    expect(copied('swift')).toContain('environment: .development');
    expect(copied('swift')).toContain('topic: "com.example.app"');
  });
});

describe('every format', () => {
  it.each(COPY_FORMATS)('%s holds no secret and names the key that is needed', (format) => {
    const text = copied(format);
    expect(text).not.toContain('planted-secret');
    expect(text).toContain('AuthKey_ABC123DEFG.p8');
    expect(text).toContain('com.example.app');
  });
});

function has(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

function readSwift(literal: string): string {
  return literal.slice(1, -1).replace(/\\(?:u\{([0-9a-f]+)\}|(.))/g, (_, code?: string, letter?: string) => {
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    return { n: '\n', r: '\r', t: '\t', '0': '\0' }[letter ?? ''] ?? letter ?? '';
  });
}
