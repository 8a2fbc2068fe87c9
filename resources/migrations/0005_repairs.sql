-- SPDX-License-Identifier: GPL-3.0-or-later
-- What earlier programs wrote, mended.

-- What was brought back is known by the message's id too: SQLite gives the number of a deleted message to the next one,
-- which would then be taken for it.
ALTER TABLE operation_items ADD COLUMN message_id BLOB;
UPDATE operation_items SET message_id = (SELECT messages.id FROM messages WHERE messages.seq = operation_items.message_seq)
WHERE saga_id IS NULL;

-- A model's error stood in the event of a saga's dead message, where the deletion of a survey does not find it.
UPDATE events SET payload = '{}' WHERE kind = 'message.dead';
