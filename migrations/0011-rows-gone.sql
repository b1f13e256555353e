-- What stood in the last ledger of its kind and stands in this one no more.

{words intake_row.verdict: new changed same wrong gone};
ALTER TABLE intake ADD COLUMN rows_gone {int} NOT NULL DEFAULT 0;
-- Of those, how many end with the import.
ALTER TABLE intake ADD COLUMN rows_ending {int} NOT NULL DEFAULT 0;

-- When the kind was learned from somebody's row or form; none where it was said of the unit itself. An import that is taken back
-- takes back what it taught.
ALTER TABLE unit ADD COLUMN kind_learned_at {int};

-- What a ledger lists: of which unit or group how many rows; '' for one that lists all there is.
CREATE TABLE intake_scope (
  bureau_id {id} NOT NULL,
  intake_id {id} NOT NULL,
  scope {text} NOT NULL,
  rows {int} NOT NULL,
  PRIMARY KEY (bureau_id, intake_id, scope),
  FOREIGN KEY (bureau_id, intake_id) REFERENCES intake (bureau_id, id)
) {table};
