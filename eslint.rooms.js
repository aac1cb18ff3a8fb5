// @ts-check
import { dirname, relative, resolve, sep } from 'node:path';

/**
 * What each room may import, as the house rule of docs/architecture.md. `rooms` are our own folders;
 * `packages` refuses foreign modules by pattern. The compiler keeps out globals (`document`, `process`),
 * this table keeps out imports.
 *
 * @type {Readonly<Record<string, { rooms: readonly string[], refusedPackages: RegExp, typesOnly?: boolean }>>}
 */
export const ROOMS = {
  shared: { rooms: ['shared'], refusedPackages: /^(node:|electron$|react|ws$|@mantine\/|@codemirror\/)/ },
  core: {
    rooms: ['core', 'shared'],
    refusedPackages: /^(electron$|electron-store$|react|@mantine\/|@codemirror\/)/,
  },
  simulator: {
    rooms: ['simulator', 'core', 'shared'],
    refusedPackages: /^(electron$|electron-store$|react|@mantine\/|@codemirror\/)/,
  },
  cli: {
    rooms: ['cli', 'simulator', 'core', 'shared'],
    refusedPackages: /^(electron$|electron-store$|react|@mantine\/|@codemirror\/)/,
  },
  'electron/main': {
    rooms: ['electron/main', 'simulator', 'core', 'shared'],
    refusedPackages: /^(react|@mantine\/|@codemirror\/)/,
  },
  'electron/preload': {
    rooms: ['electron/preload', 'shared'],
    refusedPackages: /^(node:|react|ws$)/,
    typesOnly: true,
  },
  renderer: {
    rooms: ['renderer', 'shared'],
    refusedPackages: /^(node:|electron$|electron-store$|ws$|conf$)/,
  },
};

const root = import.meta.dirname;

/**
 * @param {string} path Absolute path of a file.
 * @returns {string | undefined} The room it lies in; `undefined` for tooling and outside the project.
 */
export function roomOf(path) {
  const parts = relative(root, path).split(sep);
  if (parts[0] === 'electron') return parts[1] ? `electron/${parts[1]}` : undefined;
  const first = parts[0] ?? '';
  return first in ROOMS || first === 'test' ? first : undefined;
}

/**
 * @param {string} from Absolute path of the importing file.
 * @param {string} specifier What it imports.
 * @returns {string | undefined} The room imported from, `undefined` for a package.
 */
function targetRoom(from, specifier) {
  if (specifier.startsWith('.')) return roomOf(resolve(dirname(from), specifier)) ?? 'outside';
  const own = /^#(\w+)\//.exec(specifier);
  return own?.[1];
}

/** @type {import('eslint').Rule.RuleModule} */
const rule = {
  meta: {
    type: 'problem',
    docs: { description: 'A room imports only from the rooms that the architecture allows.' },
    schema: [],
    messages: {
      room: "'{{room}}' must not import from '{{target}}' ({{specifier}}). See docs/architecture.md.",
      package: "'{{room}}' must not import the package '{{specifier}}'. See docs/architecture.md.",
      typesOnly: "'{{room}}' may import only types from '{{target}}' ({{specifier}}).",
    },
  },
  create(context) {
    const room = roomOf(context.filename);
    const allowed = room === undefined ? undefined : ROOMS[room];
    if (room === undefined || allowed === undefined) return {};
    /** @param {import('estree').Node} node @param {unknown} specifier @param {boolean} isType */
    const check = (node, specifier, isType) => {
      if (typeof specifier !== 'string') return;
      const target = targetRoom(context.filename, specifier);
      if (target === undefined) {
        if (allowed.refusedPackages.test(specifier)) {
          context.report({ node, messageId: 'package', data: { room, specifier } });
        }
      } else if (!allowed.rooms.includes(target)) {
        context.report({ node, messageId: 'room', data: { room, target, specifier } });
      } else if (allowed.typesOnly && target !== room && !isType) {
        context.report({ node, messageId: 'typesOnly', data: { room, target, specifier } });
      }
    };
    /** @param {any} node */
    const fromDeclaration = (node) => {
      check(node, node.source?.value, node.importKind === 'type' || node.exportKind === 'type');
    };
    return {
      ImportDeclaration: fromDeclaration,
      ExportNamedDeclaration: fromDeclaration,
      ExportAllDeclaration: fromDeclaration,
      /** @param {any} node */
      ImportExpression: (node) => {
        check(node, node.source.value, false);
      },
    };
  },
};

/**
 * The plugin and the one rule of this project's own.
 *
 * @type {import('eslint').Linter.Config}
 */
export const rooms = {
  plugins: { pushdeck: { rules: { rooms: rule } } },
  rules: { 'pushdeck/rooms': 'error' },
};
