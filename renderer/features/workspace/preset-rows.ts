import type { PresetSummary, WorkspaceState } from '#shared/workspace/workspace';

/** One row of the preset list. */
export type PresetRow =
  | {
      readonly kind: 'folder';
      readonly id: string;
      readonly name: string;
      readonly depth: number;
      readonly isOpen: boolean;
      readonly isEmpty: boolean;
    }
  | { readonly kind: 'preset'; readonly id: string; readonly depth: number; readonly preset: PresetSummary };

const parentOf = (id: string): string => (id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '');
const depthOf = (folder: string): number => (folder === '' ? 0 : folder.split('/').length);

/** The folders and presets as one list in display order, without the contents of closed folders. */
export function rowsOf(
  workspace: Pick<WorkspaceState, 'folders' | 'presets'>,
  closed: ReadonlySet<string>,
): readonly PresetRow[] {
  const rows: PresetRow[] = [];
  const addContent = (folder: string): void => {
    const depth = depthOf(folder);
    for (const id of workspace.folders.filter((candidate) => parentOf(candidate) === folder)) {
      const isOpen = !closed.has(id);
      const isEmpty =
        !workspace.presets.some((preset) => preset.folder === id) &&
        !workspace.folders.some((other) => parentOf(other) === id);
      rows.push({ kind: 'folder', id, name: id.slice(id.lastIndexOf('/') + 1), depth, isOpen, isEmpty });
      if (isOpen) addContent(id);
    }
    for (const preset of workspace.presets) {
      if (preset.folder === folder) rows.push({ kind: 'preset', id: preset.id, depth, preset });
    }
  };
  addContent('');
  return rows;
}

/** The presets that a search found, best match first, without folders. */
export function foundRows(presets: readonly PresetSummary[], ids: readonly string[]): readonly PresetRow[] {
  return ids.flatMap((id) => {
    const preset = presets.find((candidate) => candidate.id === id);
    return preset === undefined ? [] : [{ kind: 'preset' as const, id, depth: 0, preset }];
  });
}

/** Where a dragged row goes when it is dropped on another one. */
export function dropPlace(
  rows: readonly PresetRow[],
  draggedId: string,
  target: PresetRow,
  part: 'before' | 'into',
): { readonly folder: string; readonly before: string | null } | null {
  if (target.id === draggedId || target.id.startsWith(`${draggedId}/`)) return null;
  if (part === 'into' && target.kind === 'folder') return { folder: target.id, before: null };
  const folder = target.kind === 'preset' ? target.preset.folder : parentOf(target.id);
  return rows.some(({ id }) => id === draggedId) ? { folder, before: target.id } : null;
}

/** The row to insert before after moving one step; `undefined` when it is already at that end. */
export function stepPlace(
  rows: readonly PresetRow[],
  id: string,
  direction: 'up' | 'down',
): { readonly folder: string; readonly before: string | null } | undefined {
  const row = rows.find((candidate) => candidate.id === id);
  if (row === undefined) return undefined;
  const folderOf = (candidate: PresetRow): string =>
    candidate.kind === 'preset' ? candidate.preset.folder : parentOf(candidate.id);
  const siblings = rows.filter(
    (candidate) => candidate.kind === row.kind && folderOf(candidate) === folderOf(row),
  );
  const index = siblings.indexOf(row);
  const folder = folderOf(row);
  if (direction === 'up') {
    const previous = siblings[index - 1];
    return previous === undefined ? undefined : { folder, before: previous.id };
  }
  if (index === siblings.length - 1) return undefined;
  return { folder, before: siblings[index + 2]?.id ?? null };
}
