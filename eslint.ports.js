// @ts-check

export const NAMED_EXPORTS_ONLY = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only: a name says what it is.',
};

const FROM_THE_CLOCK = 'Take it from the clock that the host hands in (core/ports/ports.ts).';

/**
 * Nothing in `core` asks the machine for the time or for a timer: `core/ports` alone does, so that tests can hand in a
 * clock of their own.
 *
 * @type {import('eslint').Linter.Config}
 */
export const portsOnly = {
  files: ['core/**/*.ts'],
  ignores: ['core/ports/**'],
  rules: {
    'no-restricted-globals': [
      'error',
      ...['setTimeout', 'setInterval', 'performance'].map((name) => ({ name, message: FROM_THE_CLOCK })),
    ],
    'no-restricted-imports': [
      'error',
      {
        paths: [
          // `setImmediate` may stay: it only lets others have their turn.
          ...['node:timers', 'node:timers/promises'].map((name) => ({
            name,
            importNames: ['setTimeout', 'setInterval'],
            message: FROM_THE_CLOCK,
          })),
          { name: 'node:perf_hooks', message: FROM_THE_CLOCK },
        ],
      },
    ],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: FROM_THE_CLOCK },
      { object: 'globalThis', property: 'setTimeout', message: FROM_THE_CLOCK },
      { object: 'globalThis', property: 'setInterval', message: FROM_THE_CLOCK },
    ],
    // A rule has one configuration per file, so the general one is repeated here.
    'no-restricted-syntax': [
      'error',
      NAMED_EXPORTS_ONLY,
      { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: FROM_THE_CLOCK },
    ],
  },
};
