-- SPDX-License-Identifier: GPL-3.0-or-later
-- An account of Google is known by its subject: an address may pass to somebody else.

ALTER TABLE users ADD COLUMN google_subject TEXT;
CREATE UNIQUE INDEX users_by_google ON users (google_subject);
