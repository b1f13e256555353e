-- The minutes of a meeting count once who was in the chair has confirmed them, or go back to who wrote them. Those of before counted at once.
ALTER TABLE relief_meeting ADD COLUMN state {text} NOT NULL DEFAULT 'confirmed' CHECK (state IN ('waiting', 'confirmed', 'returned'));
ALTER TABLE relief_meeting ADD COLUMN settled_by {id} CHECK (settled_by IS NULL OR (settled_by = chair_id AND state <> 'waiting'));
ALTER TABLE relief_meeting ADD COLUMN settled_at {int} CHECK ((settled_at IS NULL) = (settled_by IS NULL));
-- Why they went back; sealed.
ALTER TABLE relief_meeting ADD COLUMN reason {blob} CHECK (reason IS NULL OR state = 'returned');
-- The application as it stood when the meeting decided.
ALTER TABLE relief_decision ADD COLUMN seen {int} NOT NULL DEFAULT 0;
