import type { LocalizedText } from '../text/localized-text.js';
import type { FilledIn } from './complete-headers.js';

/** What planning filled in for a push, or could not do as it was written. */
export interface PlanningNote {
  readonly what: FilledIn['what'] | 'credential' | 'credential-missing' | 'target' | 'devices-gone';
  readonly text: LocalizedText;
}

/** The notes to show beside a push: topic and push type are said as they are anyway. */
export function notesToShow(notes: readonly PlanningNote[]): readonly PlanningNote[] {
  return notes.filter(({ what }) => what !== 'topic' && what !== 'push-type');
}
