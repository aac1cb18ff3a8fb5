import { shortName } from '#shared/apns/short-token';
import { expectationWords } from '#shared/scenario/judge';
import type { PlannedStep } from '#shared/scenario/scenario-run';

/** What a step is called: by its name, else by what it does. */
export function stepTitle({ name, what }: PlannedStep): string {
  if (name !== null) return name;
  switch (what.kind) {
    case 'send':
      return `send ${what.presetName ?? what.pushType ?? 'a push'} to ${targetWords(what.targets)}`;
    case 'wait':
      return `wait ${waitWords(what.waitMs)}`;
    case 'expect':
      return `expect ${expectationWords(what.expect).en}`;
  }
}

/** `1.5 s`, `250 ms` */
export function waitWords(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

function targetWords(targets: readonly string[]): string {
  const [first = ''] = targets;
  if (targets.length > 1) return `${targets.length} targets`;
  return shortName(first);
}
