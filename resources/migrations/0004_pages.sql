-- SPDX-License-Identifier: GPL-3.0-or-later
-- Publishing a persona, and taking everything back.

ALTER TABLE personas ADD COLUMN published_at INTEGER;

-- Deleting a survey looks for what refers to it, and so does the database for its foreign key.
CREATE INDEX sagas_by_survey ON sagas (survey_id);

-- A scope begins with the user's id.
CREATE INDEX idempotency_by_user ON idempotency_keys (substr(scope, 1, 36));
