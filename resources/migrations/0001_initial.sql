-- SPDX-License-Identifier: GPL-3.0-or-later
-- One text for SQLite and PostgreSQL; core/storage/migrations.cpp translates the types. Times are milliseconds UTC.
-- Never edited once landed: add 0002_….sql instead.

CREATE TABLE users (
    id BLOB PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE surveys (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    owner_id BLOB NOT NULL REFERENCES users (id),
    question_set_version INTEGER NOT NULL,
    response_count INTEGER NOT NULL DEFAULT 0 CHECK (response_count >= 0),
    created_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE INDEX surveys_by_owner ON surveys (owner_id, seq);

-- The fingerprint is 64 bits of a keyed hash: the index stays small, and its order is a fixed random order of responders.
CREATE TABLE responses (
    seq INTEGER PRIMARY KEY,
    survey_seq INTEGER NOT NULL REFERENCES surveys (seq),
    fingerprint INTEGER NOT NULL,
    answers TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX responses_once ON responses (survey_seq, fingerprint);

CREATE TABLE personas (
    id BLOB PRIMARY KEY,
    owner_id BLOB NOT NULL UNIQUE REFERENCES users (id),
    status TEXT NOT NULL CHECK (status IN ('pending', 'synthesizing', 'generating_image', 'ready', 'failed')),
    prompt TEXT NOT NULL DEFAULT '',
    illustration TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX personas_by_status ON personas (status, updated_at);

CREATE TABLE chat_messages (
    seq INTEGER PRIMARY KEY,
    persona_id BLOB NOT NULL REFERENCES personas (id),
    speaker TEXT NOT NULL CHECK (speaker IN ('owner', 'persona')),
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX chat_by_persona ON chat_messages (persona_id, seq);

CREATE TABLE sagas (
    id BLOB PRIMARY KEY,
    persona_id BLOB NOT NULL REFERENCES personas (id),
    owner_id BLOB NOT NULL REFERENCES users (id),
    survey_id BLOB NOT NULL REFERENCES surveys (id),
    state TEXT NOT NULL CHECK (state IN ('running', 'completed', 'failed')),
    step TEXT NOT NULL CHECK (step IN ('synthesis', 'illustration')),
    version INTEGER NOT NULL,
    error TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
-- A persona has one running saga at most: two simultaneous starts cannot both pass.
CREATE UNIQUE INDEX sagas_one_running ON sagas (persona_id) WHERE state = 'running';
CREATE INDEX sagas_by_persona ON sagas (persona_id, created_at);
CREATE INDEX sagas_by_state ON sagas (state, id);

-- What a step made, recorded once whatever happens to its messages.
CREATE TABLE saga_steps (
    saga_id BLOB NOT NULL REFERENCES sagas (id),
    step TEXT NOT NULL CHECK (step IN ('synthesis', 'illustration')),
    output TEXT NOT NULL,
    completed_at INTEGER NOT NULL,
    PRIMARY KEY (saga_id, step)
) STRICT, WITHOUT ROWID;

-- Every delivery of a saga's message to a worker: written when claimed, so that a call without a result is known.
CREATE TABLE saga_attempts (
    saga_id BLOB NOT NULL REFERENCES sagas (id),
    receipt INTEGER NOT NULL,
    position INTEGER NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('synthesis', 'illustration')),
    outcome TEXT NOT NULL CHECK (outcome IN ('running', 'succeeded', 'failed', 'fatal', 'snoozed', 'lease_ended')),
    error TEXT NOT NULL DEFAULT '',
    worker TEXT NOT NULL DEFAULT '',
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (saga_id, receipt)
) STRICT, WITHOUT ROWID;

CREATE TABLE queues (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    visibility_timeout INTEGER NOT NULL CHECK (visibility_timeout >= 0),
    delay INTEGER NOT NULL DEFAULT 0 CHECK (delay >= 0),
    retention INTEGER NOT NULL CHECK (retention > 0),
    max_receive_count INTEGER NOT NULL DEFAULT 0 CHECK (max_receive_count >= 0),
    dead_letter_id INTEGER REFERENCES queues (id),
    paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
    min_slots INTEGER NOT NULL DEFAULT 0 CHECK (min_slots >= 0),
    max_slots INTEGER NOT NULL DEFAULT 0 CHECK (max_slots >= 0),
    created_at INTEGER NOT NULL
) STRICT;

-- seq is the order of sending. A message is waiting (visible_at <= now), delayed (visible_at in the future, no receipt)
-- or in flight (receipt set, visible_at = the end of its lease); an ended lease makes it due again by itself.
CREATE TABLE messages (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    queue_id INTEGER NOT NULL REFERENCES queues (id),
    body TEXT NOT NULL,
    attributes TEXT,
    saga_id BLOB,
    source_queue_id INTEGER,
    sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    receive_count INTEGER NOT NULL DEFAULT 0 CHECK (receive_count >= 0),
    first_received_at INTEGER,
    receipt INTEGER,
    last_error TEXT
) STRICT;
CREATE INDEX messages_due ON messages (queue_id, visible_at, seq);
CREATE INDEX messages_leased ON messages (queue_id, visible_at) WHERE receipt IS NOT NULL;
CREATE INDEX messages_by_saga ON messages (saga_id) WHERE saga_id IS NOT NULL;

-- One log, many readers: live stream, timeline, audit, desktop replica.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_subject ON events (subject, seq);

CREATE TABLE media (
    name TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Running totals kept in the same transaction as what they count, so that no count scans a table.
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last transaction of each writer: after a connection that broke during COMMIT, this row tells whether it happened.
CREATE TABLE commits (
    writer BLOB PRIMARY KEY,
    nonce INTEGER NOT NULL
) STRICT;

CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT;
CREATE INDEX idempotency_by_age ON idempotency_keys (created_at);
