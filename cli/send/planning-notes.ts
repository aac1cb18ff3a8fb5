import { notesToShow, type PlanningNote } from '#shared/apns/planning-note';
import { type Terminal, writeNote } from '../terminal/terminal.js';

/** Says on stderr what was decided about a push beyond what the options say. */
export function writePlanningNotes(terminal: Terminal, notes: readonly PlanningNote[]): void {
  for (const { text } of notesToShow(notes)) writeNote(terminal, `note: ${text.en}`);
}
