-- SPDX-License-Identifier: GPL-3.0-or-later
-- What operators need: why things fail, what was done about it, and how it was before.

-- The signature (core/domain/errorsignature.h) of a failed attempt's error; empty for what did not fail.
ALTER TABLE saga_attempts ADD COLUMN signature TEXT NOT NULL DEFAULT '';
CREATE INDEX attempts_failed ON saga_attempts (finished_at, signature, step) WHERE signature <> '';
CREATE INDEX attempts_by_signature ON saga_attempts (signature, step, finished_at) WHERE signature <> '';

ALTER TABLE sagas ADD COLUMN error_signature TEXT NOT NULL DEFAULT '';
CREATE INDEX sagas_by_error ON sagas (error_signature, step, id) WHERE error_signature <> '';

-- Pages by status and age go on after (updated_at, id).
DROP INDEX personas_by_status;
CREATE INDEX personas_by_age ON personas (status, updated_at, id);

-- Every operator's action: the log of what was done, and the state of what is being done. `runner` and `lease_until` say
-- which server is at it, so that another goes on when that one dies.
CREATE TABLE operations (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('redrive', 'retry', 'delete', 'purge', 'park', 'pause', 'resume', 'scale')),
    state TEXT NOT NULL CHECK (state IN ('running', 'completed', 'cancelled', 'stopped', 'failed')),
    phase TEXT NOT NULL CHECK (phase IN ('counting', 'canary', 'watching', 'ramp', 'over')),
    subject TEXT NOT NULL,
    filter TEXT NOT NULL,
    canary INTEGER NOT NULL DEFAULT 0,
    rate_per_million_seconds INTEGER NOT NULL DEFAULT 0,
    stop_millionths INTEGER,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    matched INTEGER,
    done INTEGER NOT NULL DEFAULT 0,
    skipped TEXT NOT NULL DEFAULT '{}',
    note TEXT NOT NULL DEFAULT '',
    position TEXT NOT NULL DEFAULT '',
    phase_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL DEFAULT 0,
    runner BLOB,
    lease_until INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX operations_running ON operations (id) WHERE state = 'running';
CREATE INDEX operations_by_state ON operations (state, id);

-- What a redrive or retry brought back, to see how it ends.
CREATE TABLE operation_items (
    operation_id BLOB NOT NULL REFERENCES operations (id),
    position INTEGER NOT NULL,
    saga_id BLOB,
    step TEXT NOT NULL DEFAULT '',
    message_seq INTEGER NOT NULL DEFAULT 0,
    dead_letter_id INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (operation_id, position)
) STRICT, WITHOUT ROWID;

-- History: a row a minute and subject with its 60 seconds (tier 1000), and one row a minute (60000) and an hour (3600000)
-- with mean, least and most. Old rows are deleted, so its size is bounded by the number of queues.
CREATE TABLE series (
    tier INTEGER NOT NULL CHECK (tier IN (1000, 60000, 3600000)),
    at INTEGER NOT NULL,
    subject TEXT NOT NULL,
    points TEXT NOT NULL,
    PRIMARY KEY (tier, at, subject)
) STRICT, WITHOUT ROWID;
