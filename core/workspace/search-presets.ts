import { searchWords } from '#shared/history/search-words';
import type { StoredPreset } from './preset-tree.js';

/** The weight of a match in the name. */
const NAME_WEIGHT = 4;
const FOLDER_WEIGHT = 2;
const OTHER_WEIGHT = 1;

/** Finds the presets that contain all words, best matches first. */
export function searchPresets(presets: readonly StoredPreset[], search: string): readonly string[] {
  const words = searchWords(search).map((word) => word.toLowerCase());
  if (words.length === 0) return [];
  return presets
    .map((stored) => ({ id: stored.id, weight: weigh(stored, words) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ id }) => id);
}

/** Returns 0 when a word is missing. */
function weigh({ id, preset }: StoredPreset, words: readonly string[]): number {
  const name = (preset?.name ?? id).toLowerCase();
  const path = id.toLowerCase();
  const rest = [preset?.description, preset?.headers.topic, preset?.headers.pushType, preset?.payload]
    .join('\n')
    .toLowerCase();
  let weight = 0;
  for (const word of words) {
    if (name.includes(word)) weight += NAME_WEIGHT;
    else if (path.includes(word)) weight += FOLDER_WEIGHT;
    else if (rest.includes(word)) weight += OTHER_WEIGHT;
    else return 0;
  }
  return weight;
}
