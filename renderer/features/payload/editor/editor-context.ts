import { Facet } from '@codemirror/state';
import type { LocalizedText } from '#shared/text/localized-text';

/** What the editor knows besides its text. */
export interface EditorContext {
  readonly pushType: string;
  /** Selects the current language of a text. */
  readonly text: (text: LocalizedText) => string;
  /** Texts of the popups in the current language. */
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

/** The context of the push, in the editor's state so that every popup sees the latest. */
export const editorContext = Facet.define<EditorContext, EditorContext>({
  combine: ([first]) => first ?? UNKNOWN,
});
