// @ts-check
import { posix, relative, sep } from 'node:path';

/**
 * What each top-level layer may import (docs/architecture.md). `layers` are our own folders; `packages` refuses
 * foreign modules by pattern. The compiler keeps out globals (`document`, `process`), this table keeps out imports.
 *
 * @type {Readonly<Record<string, { layers: readonly string[], refusedPackages: RegExp, typesOnly?: boolean }>>}
 */
export const LAYERS = {
  shared: { layers: ['shared'], refusedPackages: /^(node:|electron$|react|ws$|@mantine\/|@codemirror\/)/ },
  core: {
    layers: ['core', 'shared'],
    refusedPackages: /^(electron$|electron-store$|react|@mantine\/|@codemirror\/)/,
  },
  simulator: {
    layers: ['simulator', 'core', 'shared'],
    refusedPackages: /^(electron$|electron-store$|react|@mantine\/|@codemirror\/)/,
  },
  cli: {
    layers: ['cli', 'simulator', 'core', 'shared'],
    refusedPackages: /^(electron$|electron-store$|react|@mantine\/|@codemirror\/)/,
  },
  'electron/main': {
    layers: ['electron/main', 'simulator', 'core', 'shared'],
    refusedPackages: /^(react|@mantine\/|@codemirror\/)/,
  },
  'electron/preload': {
    layers: ['electron/preload', 'shared'],
    refusedPackages: /^(node:|react|ws$)/,
    typesOnly: true,
  },
  renderer: {
    layers: ['renderer', 'shared'],
    refusedPackages: /^(node:|electron$|electron-store$|ws$)/,
  },
};

/**
 * The order inside each layer, bottom first. A folder imports from the rows below its own; folders of one row do not
 * know one another. So there is no cycle between folders, types included.
 *
 * @type {Readonly<Record<string, readonly (readonly string[])[]>>}
 */
export const INNER_LAYERS = {
  shared: [
    ['shared/text'],
    ['shared'],
    ['shared/apns/device-token'],
    ['shared/apns'],
    ['shared/credentials', 'shared/history', 'shared/payload'],
    ['shared/messages'],
    ['shared/explain/causes', 'shared/workspace'],
    ['shared/explain', 'shared/scenario', 'shared/simulator'],
    ['shared/payload/lint'],
    ['shared/history/copy-as', 'shared/contract'],
  ],
  core: [
    ['core/ports', 'core/http2', 'core/credentials/asn1', 'core/credentials/material'],
    ['core/files', 'core/credentials/encryption'],
    ['core/process', 'core/history/packing', 'core/credentials/reading'],
    ['core/history'],
    ['core/credentials/diagnosis', 'core/credentials/vault'],
    ['core/credentials/writing'],
    ['core/credentials'],
    ['core/settings', 'core/apns/decisions'],
    ['core/apns', 'core/workspace'],
    ['core/sending'],
    ['core/scenarios'],
    ['core'],
    ['core/link'],
  ],
  simulator: [['simulator/authority', 'simulator/http2'], ['simulator']],
  cli: [
    ['cli/terminal', 'cli/open'],
    ['cli/input'],
    ['cli/send', 'cli/scenarios', 'cli/serve'],
    ['cli/commands'],
    ['cli'],
  ],
  'electron/main': [['electron/main']],
  'electron/preload': [['electron/preload']],
  renderer: [
    ['renderer/theme'],
    ['renderer/i18n'],
    ['renderer/platform'],
    ['renderer/components'],
    ['renderer/window'],
    ['renderer/state'],
    [
      'renderer/features/phone',
      'renderer/features/diagnostics',
      'renderer/features/environment',
      'renderer/features/payload/editor',
      'renderer/features/payload/form',
    ],
    [
      'renderer/features/credentials',
      'renderer/features/devices',
      'renderer/features/inbox',
      'renderer/features/payload',
      'renderer/features/preview',
      'renderer/features/workspace',
    ],
    ['renderer/features/delivery'],
    [
      'renderer/features/batches',
      'renderer/features/compose',
      'renderer/features/doctor',
      'renderer/features/scenarios',
      'renderer/features/settings',
      'renderer/features/simulator',
    ],
    ['renderer/features/channels', 'renderer/features/log'],
    ['renderer/features/history'],
    ['renderer/shell'],
    ['renderer'],
  ],
};

const root = import.meta.dirname;

/**
 * @param {string} path Absolute path of a file or folder.
 * @returns {string} The same from the root of the project, with `/` on every system.
 */
function fromRoot(path) {
  return relative(root, path).split(sep).join('/');
}

/**
 * @param {string} path From the root of the project.
 * @returns {string | undefined} The layer it lies in; `undefined` for tooling and outside the project.
 */
export function layerOf(path) {
  const parts = path.split('/');
  if (parts[0] === 'electron') return parts[1] ? `electron/${parts[1]}` : undefined;
  const first = parts[0] ?? '';
  return first in LAYERS || first === 'test' ? first : undefined;
}

/**
 * @param {string} file The importing file, from the root of the project.
 * @param {string} specifier What it imports.
 * @returns {string | undefined} The path it means, without a file ending; `undefined` for a package.
 */
export function importedPath(file, specifier) {
  const bare = specifier.replace(/\?.*$/, '').replace(/\.js$/, '');
  if (bare.startsWith('.')) return posix.join(posix.dirname(file), bare);
  const own = /^#(\w+\/.*)$/.exec(bare);
  return own?.[1];
}

/** @param {string} folder @returns {number} Its row in {@link INNER_LAYERS}; -1 where it has none. */
function rowOf(folder) {
  const rows = INNER_LAYERS[layerOf(folder) ?? ''] ?? [];
  return rows.findIndex((row) => row.includes(folder));
}

/** @type {import('eslint').Rule.RuleModule} */
const rule = {
  meta: {
    type: 'problem',
    docs: { description: 'A folder imports only from the layers below it.' },
    schema: [],
    messages: {
      layer: "'{{from}}' must not import from '{{to}}' ({{specifier}}). See docs/architecture.md.",
      package: "'{{from}}' must not import the package '{{specifier}}'. See docs/architecture.md.",
      typesOnly: "'{{from}}' may import only types from '{{to}}' ({{specifier}}).",
      unlisted: "'{{from}}' has no row in INNER_LAYERS (eslint.layers.js).",
    },
  },
  create(context) {
    const file = fromRoot(context.filename);
    const from = layerOf(file);
    const allowed = from === undefined ? undefined : LAYERS[from];
    if (from === undefined || allowed === undefined) return {};
    const folder = posix.dirname(file);
    const row = rowOf(folder);
    /** @param {import('estree').Node} node @param {unknown} specifier @param {boolean} isType */
    const check = (node, specifier, isType) => {
      if (typeof specifier !== 'string') return;
      const path = importedPath(file, specifier);
      if (path === undefined) {
        if (allowed.refusedPackages.test(specifier)) {
          context.report({ node, messageId: 'package', data: { from, specifier } });
        }
        return;
      }
      const to = layerOf(path) ?? 'outside';
      const target = posix.dirname(path);
      if (!allowed.layers.includes(to)) {
        context.report({ node, messageId: 'layer', data: { from, to, specifier } });
      } else if (allowed.typesOnly && to !== from && !isType) {
        context.report({ node, messageId: 'typesOnly', data: { from, to, specifier } });
      } else if (to === from && target !== folder && rowOf(target) >= row) {
        context.report({ node, messageId: 'layer', data: { from: folder, to: target, specifier } });
      }
    };
    /** @param {any} node */
    const fromDeclaration = (node) => {
      check(node, node.source?.value, node.importKind === 'type' || node.exportKind === 'type');
    };
    return {
      Program: (node) => {
        if (row === -1 && from in INNER_LAYERS)
          context.report({ node, messageId: 'unlisted', data: { from: folder } });
      },
      ImportDeclaration: fromDeclaration,
      ExportNamedDeclaration: fromDeclaration,
      ExportAllDeclaration: fromDeclaration,
      /** @param {any} node */
      ImportExpression: (node) => {
        check(node, node.source.value, false);
      },
      /** @param {any} node An inline type: `import('./x.js').Y`. */
      TSImportType: (node) => {
        check(node, node.source?.value ?? node.argument?.literal?.value, true);
      },
    };
  },
};

/**
 * The plugin and the one rule of this project's own.
 *
 * @type {import('eslint').Linter.Config}
 */
export const layers = {
  plugins: { pushdeck: { rules: { layers: rule } } },
  rules: { 'pushdeck/layers': 'error' },
};
