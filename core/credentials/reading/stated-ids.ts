/** The IDs of an APNs key that stand beside it in a text. */
export interface StatedIds {
  readonly keyId: string | null;
  readonly teamId: string | null;
}

export const NO_STATED_IDS: StatedIds = { keyId: null, teamId: null };

// JSON, YAML, .env and property files differ in quotes and in what stands between name and value only.
const KEY_ID = statement('(?:key[-_ ]?id|kid)');
const TEAM_ID = statement('team[-_ ]?id');

/** Reads `"key_id": "…"`, `APNS_TEAM_ID=…` and the like. The first of each counts. Never throws. */
export function readStatedIds(text: string): StatedIds {
  return { keyId: KEY_ID.exec(text)?.[1] ?? null, teamId: TEAM_ID.exec(text)?.[1] ?? null };
}

/** @param name - What the name ends with: prefixes such as `APNS_` vary. */
function statement(name: string): RegExp {
  const anyCase = name.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  return new RegExp(
    String.raw`${anyCase}["'\\]{0,2}\s{0,8}[:=]\s{0,8}["'\\]{0,2}([0-9A-Z]{10})(?![0-9A-Za-z])`,
  );
}
