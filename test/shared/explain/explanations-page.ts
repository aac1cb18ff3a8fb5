import type { RetryAdvice } from '#shared/apns/explanation';
import { REASON_RULES, type ReasonApi, type ReasonRule } from '#shared/apns/reasons';

const RETRY_WORDS: Readonly<Record<RetryAdvice, string>> = {
  never: 'never as it is',
  'after-fix': 'after fixing it',
  later: 'later',
};

function row(rule: ReasonRule): string {
  const retry = `${RETRY_WORDS[rule.retry]}${rule.newConnection ? ', on a new connection' : ''}`;
  const name = `\`${rule.reason}\`${rule.source === 'observed' ? ' (seen, not documented)' : ''}`;
  return `| ${rule.status} | ${name} | ${rule.meaning.en} | ${retry} |`;
}

function table(rules: readonly ReasonRule[]): string {
  return ['| Status | Reason | Meaning | Send again |', '| --- | --- | --- | --- |', ...rules.map(row)].join(
    '\n',
  );
}

/** The page about explanations as Markdown; its tables come from the table of reasons alone. */
export function describeReasons(): string {
  const only = (api: ReasonApi): readonly ReasonRule[] =>
    REASON_RULES.filter(({ apis }) => apis.length === 1 && apis[0] === api);
  const both = REASON_RULES.filter(({ apis }) => apis.length > 1);
  const parts = [
    '# Explanations',
    '<!-- Made from the table of reasons in shared/apns/reasons.ts. To write it anew: UPDATE_DOCS=1 npx vitest run --project node test/shared/explain/reason-docs.test.ts -->',
    'APNs answers a push that it does not take with a status and one word. Pushdeck says what that word means for *this* push: the values it names are those of the request, and what is known beside it decides which cause comes first.',
    '## What is taken into account',
    [
      '- **The request**: topic and the suffix its push type wants, headers with their values, size of the payload against its limit and what weighs most in it.',
      '- **The credential**: the topics and environments of a certificate, its end date; key ID and team ID of an APNs key.',
      '- **The token**: its form, the environment and topic that last took it, when it was saved.',
      '- **The clock**: how far this computer is from the `date` header of the answer, and when the provider token that was sent was signed. One that Pushdeck signed a moment ago and APNs calls expired means that this clock is wrong.',
      '- **The answer**: the time of a 410, in words.',
    ].join('\n'),
    'The first sentence is the most likely cause. Other causes follow in the order of their likelihood. A fix that the program can carry out is a button: send to the other environment, correct the topic or another header, renew the provider token and reconnect, show what weighs, mark the device gone.',
    'A reason that is newer than this program is shown as it is, with what its status means and what that status asks for.',
    'When there was no answer at all, the explanation names the step that failed (name lookup, connection, proxy, TLS, HTTP/2, request). A push that was sent and not answered counts as unknown: it may have been delivered, so it is never sent again by itself.',
    '## Reasons of pushes to devices',
    table(only('device')),
    '## Reasons of broadcasts and channels',
    table(only('channel')),
    '## Reasons of both',
    table(both),
  ];
  return `${parts.join('\n\n')}\n`;
}
