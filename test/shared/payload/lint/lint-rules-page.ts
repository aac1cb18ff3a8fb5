import type { LintInput, LintRule, Severity } from '#shared/payload/lint/rule';

const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  error: 'APNs rejects it, or it cannot do what it is meant to',
  warning: 'APNs accepts it, and something is most likely not as intended',
  info: 'worth knowing',
};

/** What each family of rules is about, in the order of the page. */
const FAMILIES: readonly { readonly name: string; readonly about: string }[] = [
  { name: 'json', about: 'The text, before anyone knows that it is a push.' },
  { name: 'payload', about: 'The payload as a whole.' },
  { name: 'aps', about: 'The keys and values of `aps`, for alert and background pushes above all.' },
  { name: 'alert', about: 'The text of a notification.' },
  { name: 'sound', about: 'Its sound.' },
  { name: 'liveactivity', about: 'Live Activities.' },
  { name: 'widgets', about: 'Widgets and controls.' },
  { name: 'voip', about: 'VoIP pushes.' },
  { name: 'mdm', about: 'Device management.' },
  { name: 'fileprovider', about: 'File providers.' },
  { name: 'website', about: 'Website pushes of Safari 15 and older.' },
  { name: 'wallet', about: 'Wallet passes and orders.' },
  { name: 'headers', about: 'The headers, alone and against the payload.' },
  { name: 'credential', about: 'The credential against topic, type and environment.' },
  { name: 'environment', about: 'The environment against the rest.' },
  { name: 'token', about: 'The device token and what is known about its device.' },
];

const familyOf = (rule: LintRule): string => rule.id.slice(0, rule.id.indexOf('/'));
const LONGEST_EXAMPLE = 400;

/** What an example has beside its text, in words. */
function circumstances(input: LintInput): string {
  const parts: string[] = [];
  const pushType = input.pushType ?? input.headers?.pushType;
  if (pushType !== undefined) parts.push(`push type \`${pushType}\``);
  if (input.topic !== undefined) parts.push(`topic \`${input.topic}\``);
  if (input.headers !== undefined) {
    for (const [name, value] of Object.entries(input.headers)) {
      if (name !== 'pushType' && name !== 'custom') parts.push(`${name} \`${String(value)}\``);
    }
    for (const { name, value } of input.headers.custom ?? []) parts.push(`header \`${name}: ${value}\``);
  }
  if (input.credential === null) parts.push('no credential');
  else if (input.credential !== undefined) {
    const { kind, topics, environments } = input.credential;
    const covers = topics.length === 0 ? '' : ` for \`${topics.join('`, `')}\``;
    const where = environments.length === 1 ? `, ${environments[0] ?? ''} only` : '';
    parts.push(kind === 'identity' ? `a certificate${covers}${where}` : 'an APNs key');
  }
  if (input.environment !== undefined) parts.push(`sent to ${input.environment.kind}`);
  if (input.target === 'channel') parts.push('sent to a channel');
  if (input.token !== undefined) parts.push(`a token of ${input.token.length} digits`);
  if (input.device?.environment !== undefined) parts.push(`the device is of ${input.device.environment}`);
  if (input.device?.topic !== undefined) parts.push(`the device is of \`${input.device.topic}\``);
  if (input.nowMs !== undefined) parts.push(`on ${new Date(input.nowMs).toISOString().slice(0, 10)}`);
  return parts.join(', ');
}

function example(word: string, input: LintInput): string {
  const around = circumstances(input);
  const text =
    input.text.length > LONGEST_EXAMPLE
      ? `${input.text.slice(0, 40)} … (${input.text.length} bytes in all)`
      : input.text;
  return `${word}${around === '' ? '' : ` (${around})`}:\n\n\`\`\`json\n${text}\n\`\`\``;
}

function section(rule: LintRule): string {
  return [
    `### \`${rule.id}\``,
    `**${rule.title.en}** · ${rule.severity}`,
    rule.why.en,
    example('Found', rule.fires),
    example('Fine', rule.silent),
  ].join('\n\n');
}

/** The page of rules as Markdown, made from the table of rules alone. */
export function describeRules(rules: readonly LintRule[]): string {
  const known = new Set(FAMILIES.map(({ name }) => name));
  const others = [...new Set(rules.map(familyOf))].filter((name) => !known.has(name));
  const families = [...FAMILIES, ...others.map((name) => ({ name, about: '' }))].flatMap((family) => {
    const own = rules.filter((rule) => familyOf(rule) === family.name);
    return own.length === 0 ? [] : [{ ...family, rules: own }];
  });
  const overview = families.flatMap(({ rules: own }) =>
    own.map(
      (rule) => `| [\`${rule.id}\`](#${rule.id.replace('/', '')}) | ${rule.severity} | ${rule.title.en} |`,
    ),
  );
  const severities = Object.entries(SEVERITY_WORDS).map(([name, words]) => `- **${name}**: ${words}`);
  const page = [
    '# Lint rules',
    '<!-- Made from the table of rules in shared/payload/lint. To write it anew: UPDATE_DOCS=1 npx vitest run --project node test/shared/payload/lint/rule-docs.test.ts -->',
    'Pushdeck checks a push before it is sent: in the editor while you type, in `pushdeck lint`, and before `pushdeck send` and `pushdeck broadcast`, which an error stops unless `--force` is given. Nothing is ever changed by itself; where the meaning is clear, a fix is offered.',
    severities.join('\n'),
    'Placeholders such as `{{name}}` count as values of the right type. The rules about headers, credential, environment and token speak only where those are known.',
    ['| Rule | Severity | Finds |', '| --- | --- | --- |', ...overview].join('\n'),
    ...families.flatMap(({ name, about, rules: own }) => [`## ${name}`, about, ...own.map(section)]),
  ];
  return `${page.filter((part) => part !== '').join('\n\n')}\n`;
}
