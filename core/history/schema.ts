import { inTransaction, type SqlDatabase } from './sqlite.js';

/**
 * What brings the database from each version to the next, the first from nothing. Never change one that was
 * released: add another.
 *
 * `documents` holds each text once (payload, token, topic, …), however many deliveries share it, and
 * `documents_text` finds the ones that contain some letters, up to the number in the counter `indexed`
 * (hence AUTOINCREMENT: a number must not come again below it). A delivery's `id` is its time:
 * see {@link DELIVERIES_PER_MILLISECOND}.
 */
const UPGRADES: readonly string[] = [
  `
  CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind INTEGER NOT NULL,
    hash BLOB NOT NULL,
    encoding INTEGER NOT NULL,
    text BLOB NOT NULL,
    UNIQUE (kind, hash)
  ) STRICT;
  CREATE VIRTUAL TABLE documents_text USING fts5 (
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram'
  );
  CREATE VIRTUAL TABLE documents_terms USING fts5vocab (documents_text, instance);

  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    uuid TEXT NOT NULL,
    outcome INTEGER NOT NULL,
    environment INTEGER NOT NULL,
    status INTEGER,
    payload INTEGER NOT NULL,
    target INTEGER NOT NULL,
    server INTEGER NOT NULL,
    device INTEGER,
    topic INTEGER,
    reason INTEGER,
    preset INTEGER,
    batch INTEGER,
    response_ms REAL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX deliveries_uuid ON deliveries (uuid);
  CREATE UNIQUE INDEX deliveries_seq ON deliveries (seq);
  CREATE INDEX deliveries_outcome ON deliveries (outcome);
  CREATE INDEX deliveries_environment ON deliveries (environment);
  CREATE INDEX deliveries_status ON deliveries (status) WHERE status IS NOT NULL;
  CREATE INDEX deliveries_payload ON deliveries (payload);
  CREATE INDEX deliveries_target ON deliveries (target);
  CREATE INDEX deliveries_device ON deliveries (device) WHERE device IS NOT NULL;
  CREATE INDEX deliveries_topic ON deliveries (topic) WHERE topic IS NOT NULL;
  CREATE INDEX deliveries_reason ON deliveries (reason) WHERE reason IS NOT NULL;
  CREATE INDEX deliveries_preset ON deliveries (preset) WHERE preset IS NOT NULL;
  CREATE INDEX deliveries_batch ON deliveries (batch) WHERE batch IS NOT NULL;

  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  INSERT INTO counters VALUES ('seq', 0), ('indexed', 0);

  CREATE TABLE batches (
    id TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    alive_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    state TEXT NOT NULL,
    total INTEGER,
    details TEXT NOT NULL
  ) STRICT;
  CREATE INDEX batches_at ON batches (at_ms);
  CREATE TABLE batch_targets (
    batch TEXT NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    target TEXT NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    delivery TEXT,
    PRIMARY KEY (batch, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX batch_targets_state ON batch_targets (batch, state, position);
  `,
  // `owner`: the process that sends it. `active_ms`: how long it was sent, without pauses. `departures`: single pushes
  // on their way, each as the delivery that it is should its process end before the answer.
  `
  ALTER TABLE batches ADD COLUMN owner TEXT;
  ALTER TABLE batches ADD COLUMN active_ms REAL;
  CREATE TABLE departures (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    delivery TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // What a batch repeats is kept once (docs/decisions/history-in-sqlite.md). `numbered_batches`: batches kept this way,
  // and the run that each is in; an older one stays in `batch_targets` and `deliveries`. `target_lists`: some targets of
  // a batch, `places` where their positions are not consecutive, `extras` where they have names or variables.
  // `target_states`: a byte for each. `token_lists`: which lists have a token, by its CRC-32. `frames`: what deliveries share. `delivery_blocks`: what they have of their own, some
  // hundreds in a row; `frames` in it tells how many of each. Frames, like deliveries, point to documents.
  `
  CREATE TABLE numbered_batches (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    key INTEGER NOT NULL,
    run INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX numbered_batches_key ON numbered_batches (key);

  CREATE TABLE target_lists (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    count INTEGER NOT NULL,
    width INTEGER NOT NULL,
    places BLOB,
    extras TEXT,
    tokens BLOB NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX target_lists_batch ON target_lists (batch, last, first);
  CREATE INDEX target_lists_texts ON target_lists (batch) WHERE extras IS NOT NULL OR width = 0;
  CREATE TABLE target_states (
    list INTEGER PRIMARY KEY,
    states BLOB NOT NULL
  ) STRICT;
  CREATE TABLE token_lists (
    token INTEGER NOT NULL,
    list INTEGER NOT NULL,
    PRIMARY KEY (token, list)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE frames (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    batch INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    environment INTEGER NOT NULL,
    status INTEGER,
    payload INTEGER NOT NULL,
    server INTEGER NOT NULL,
    topic INTEGER,
    reason INTEGER,
    preset INTEGER,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX frames_batch ON frames (batch);
  CREATE INDEX frames_payload ON frames (payload);
  CREATE INDEX frames_server ON frames (server);
  CREATE INDEX frames_topic ON frames (topic) WHERE topic IS NOT NULL;
  CREATE INDEX frames_reason ON frames (reason) WHERE reason IS NOT NULL;
  CREATE INDEX frames_preset ON frames (preset) WHERE preset IS NOT NULL;
  CREATE TABLE delivery_blocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    first_position INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    frames TEXT NOT NULL,
    bytes BLOB NOT NULL
  ) STRICT;
  CREATE INDEX delivery_blocks_time ON delivery_blocks (
    last_ms, first_ms, batch, first_position, last_position, last_seq, frames
  );
  CREATE INDEX delivery_blocks_batch ON delivery_blocks (batch, last_position, first_position);
  CREATE INDEX delivery_blocks_seq ON delivery_blocks (last_seq, first_seq);
  `,
];

/** The version of the database as this program writes it. */
export const HISTORY_VERSION = UPGRADES.length;

/** Room in a delivery's `id` for those of one millisecond; `id = time in ms × this + a number`. */
export const DELIVERIES_PER_MILLISECOND = 1024;

/** The version a file has: 0 for a new one. */
export function versionOfDatabase(database: SqlDatabase): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/**
 * Brings a database up to a version; several processes may try at once. It takes some milliseconds, however much is in
 * it: nothing that is there is written anew.
 *
 * @throws SQLite's error; what was begun is then undone.
 */
export function upgradeDatabase(database: SqlDatabase, upTo = HISTORY_VERSION): void {
  if (versionOfDatabase(database) >= upTo) return;
  inTransaction(database, () => {
    for (let version = versionOfDatabase(database); version < upTo; version += 1) {
      database.exec(UPGRADES[version] ?? '');
      database.exec(`PRAGMA user_version = ${version + 1}`);
    }
  });
}
