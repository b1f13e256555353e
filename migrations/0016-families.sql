-- Families from ledgers: what a file says of two people at once.

-- Either may be the one to be called for the other, as spouses are.
ALTER TABLE relation ADD COLUMN is_contact_back {int} NOT NULL DEFAULT 0 CHECK (is_contact_back IN (0, 1));

{words intake_row.verdict: new changed same wrong gone tie};
ALTER TABLE intake ADD COLUMN rows_tie {int} NOT NULL DEFAULT 0;
-- Of those, how many the registry does not have yet.
ALTER TABLE intake ADD COLUMN rows_tying {int} NOT NULL DEFAULT 0;
