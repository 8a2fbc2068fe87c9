-- SPDX-License-Identifier: GPL-3.0-or-later
-- What SQS's clients set, read and start beyond what the saga needs. Times are milliseconds UTC.

ALTER TABLE queues ADD COLUMN max_message_bytes INTEGER NOT NULL DEFAULT 1048576;
ALTER TABLE queues ADD COLUMN receive_wait INTEGER NOT NULL DEFAULT 0;
ALTER TABLE queues ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
-- JSON objects: attributes that we only keep (Policy, KmsMasterKeyId, …), and tags. Empty = none.
ALTER TABLE queues ADD COLUMN sqs_attributes TEXT NOT NULL DEFAULT '';
ALTER TABLE queues ADD COLUMN tags TEXT NOT NULL DEFAULT '';
-- The redrive policy names its target: the name stays when that queue is deleted, and finds it when it is made again.
ALTER TABLE queues ADD COLUMN dead_letter_name TEXT NOT NULL DEFAULT '';
-- A deleted queue gives up its name at once; its messages go in bites, the row last.
ALTER TABLE queues ADD COLUMN deleted_at INTEGER NOT NULL DEFAULT 0;
UPDATE queues SET changed_at = created_at,
    dead_letter_name = coalesce((SELECT dead.name FROM queues AS dead WHERE dead.id = queues.dead_letter_id), '');

-- JSON: AWSTraceHeader, MessageGroupId, SenderId.
ALTER TABLE messages ADD COLUMN system_attributes TEXT;

CREATE TABLE move_tasks (
    id BLOB PRIMARY KEY,
    source TEXT NOT NULL,
    destination TEXT NOT NULL,
    per_second INTEGER NOT NULL CHECK (per_second >= 0),
    state TEXT NOT NULL CHECK (state IN ('running', 'completed', 'cancelled', 'failed')),
    failure TEXT NOT NULL DEFAULT '',
    moved INTEGER NOT NULL DEFAULT 0,
    to_move INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ran_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX move_tasks_one_running ON move_tasks (source) WHERE state = 'running';
CREATE INDEX move_tasks_by_source ON move_tasks (source, started_at, id);
