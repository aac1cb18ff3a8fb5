import { PUSH_TYPES, type PushType } from '../apns/push-types.js';
import type { LocalizedText } from '../text/localized-text.js';
import type { JsonType } from './json-tree.js';

/**
 * The place of a key. `top`: next to `aps`. `localized`: inside the `title` or `body` of a Live Activity's alert, which
 * may be objects.
 */
export type SchemaPlace = 'top' | 'aps' | 'alert' | 'sound' | 'localized';

interface EnumValue {
  readonly value: string | number | boolean;
  readonly doc: LocalizedText;
}

/** A payload key defined by Apple; used by the linter, completion and hover texts. */
export interface SchemaKey {
  readonly key: string;
  readonly place: SchemaPlace;
  readonly types: readonly JsonType[];
  /** Type of the entries if the value is an array. */
  readonly items?: JsonType;
  readonly integer?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** The allowed values; with `openValues`, only the well-known ones. */
  readonly values?: readonly EnumValue[];
  readonly openValues?: boolean;
  /** Unix time in seconds. */
  readonly unit?: 'unix-seconds';
  /** The push types that read it; others ignore it. */
  readonly pushTypes: readonly PushType[];
  readonly doc: LocalizedText;
  /** Why it is obsolete. */
  readonly legacy?: LocalizedText;
  /** JSON value that completion inserts. */
  readonly example: string;
}

/** Types whose payload only the app reads, so any structure is valid. */
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
