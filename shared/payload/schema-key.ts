import { PUSH_TYPES, type PushType } from '../apns/push-types.js';
import type { LocalizedText } from '../text/localized-text.js';
import type { JsonType } from './json-tree.js';

/**
 * Where a key belongs. `top`: beside `aps`. `localized`: inside the `title` or `body` of a Live Activity's
 * alert, where each may be an object.
 */
export type SchemaPlace = 'top' | 'aps' | 'alert' | 'sound' | 'localized';

export interface EnumValue {
  readonly value: string | number | boolean;
  readonly doc: LocalizedText;
}

/** One key of a payload that Apple defines: feeds the linter, the completion and the hover texts. */
export interface SchemaKey {
  readonly key: string;
  readonly place: SchemaPlace;
  readonly types: readonly JsonType[];
  /** Of each entry, where the type is an array. */
  readonly items?: JsonType;
  readonly integer?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** The only values that mean something; with `openValues`, just the known ones. */
  readonly values?: readonly EnumValue[];
  readonly openValues?: boolean;
  /** A moment: Unix time in seconds. */
  readonly unit?: 'unix-seconds';
  /** The types that read it; a payload of another type may carry it in vain. */
  readonly pushTypes: readonly PushType[];
  readonly doc: LocalizedText;
  /** Apple reads it no more, or only in old systems. */
  readonly legacy?: LocalizedText;
  /** What to write when a completion puts the key in, as JSON. */
  readonly example: string;
}

/** Types whose payload the app alone reads, so that any shape is right. */
export const FREE_FORM_TYPES: readonly PushType[] = [
  'voip',
  'complication',
  'fileprovider',
  'location',
  'pushtotalk',
  'mdm',
];

export const ALL_TYPES: readonly PushType[] = PUSH_TYPES;
export const ALERT: readonly PushType[] = ['alert'];
export const ALERT_AND_ACTIVITY: readonly PushType[] = ['alert', 'liveactivity'];
export const ACTIVITY: readonly PushType[] = ['liveactivity'];
