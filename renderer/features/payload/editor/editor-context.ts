import { Facet } from '@codemirror/state';
import type { LocalizedText } from '#shared/text/localized-text';

/** What the editor knows beyond its text. */
export interface EditorContext {
  readonly pushType: string;
  /** Picks the words of the language shown. */
  readonly text: (text: LocalizedText) => string;
  /** Words for the popups, in the language shown. */
  readonly words: {
    readonly onlyFor: (pushTypes: string) => string;
    readonly range: (min: string, max: string) => string;
    readonly momentOfSending: string;
    readonly thisMoment: string;
  };
}

const UNKNOWN: EditorContext = {
  pushType: '',
  text: ({ en }) => en,
  words: {
    onlyFor: (pushTypes) => pushTypes,
    range: (min, max) => `${min}–${max}`,
    momentOfSending: '',
    thisMoment: '',
  },
};

/** The context of the push, kept in the editor's state so that every popup sees the latest. */
export const editorContext = Facet.define<EditorContext, EditorContext>({
  combine: ([first]) => first ?? UNKNOWN,
});
