-- 台账（钱）: append-only double entry. A posting takes an amount from one account to another, so it sums to zero by its shape; what an account
-- holds is kept beside it and may not fall below its floor, whoever posts at once. Postings are never changed: a correction is another one.
CREATE TABLE ledger_account (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  -- What it is for, a word of whoever opened it, and whose it is.
  kind {text} NOT NULL,
  subject_id {id} NOT NULL,
  -- None where it stands for the world outside.
  floor_fen {int},
  -- Whether what leaves it takes two people.
  takes_two {int} NOT NULL CHECK (takes_two IN (0, 1)),
  balance_fen {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  UNIQUE (bureau_id, kind, subject_id),
  UNIQUE (bureau_id, id, takes_two),
  CONSTRAINT ledger_not_overdrawn CHECK (floor_fen IS NULL OR balance_fen >= floor_fen)
) {table};

CREATE TABLE ledger_posting (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  from_id {id} NOT NULL,
  to_id {id} NOT NULL,
  fen {int} NOT NULL CHECK (fen > 0),
  -- Why: a word of whoever posts, and what it was for.
  cause {text} NOT NULL,
  subject_id {id} NOT NULL,
  made_by {id} NOT NULL,
  agreed_by {id},
  -- As the account it leaves says.
  takes_two {int} NOT NULL,
  at {int} NOT NULL,
  reverses_id {id},
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, from_id, takes_two) REFERENCES ledger_account (bureau_id, id, takes_two),
  FOREIGN KEY (bureau_id, to_id) REFERENCES ledger_account (bureau_id, id),
  FOREIGN KEY (bureau_id, reverses_id) REFERENCES ledger_posting (bureau_id, id),
  FOREIGN KEY (bureau_id, made_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, agreed_by) REFERENCES staff (bureau_id, id),
  CONSTRAINT ledger_between_two_accounts CHECK (from_id <> to_id),
  CONSTRAINT ledger_by_two_people CHECK (agreed_by IS NULL OR agreed_by <> made_by),
  CONSTRAINT ledger_agreed CHECK (takes_two = 0 OR agreed_by IS NOT NULL)
) {table};
CREATE UNIQUE INDEX ledger_reversed_once ON ledger_posting (bureau_id, reverses_id) WHERE reverses_id IS NOT NULL;
CREATE INDEX ledger_posting_subject ON ledger_posting (bureau_id, subject_id, at, id);
CREATE INDEX ledger_posting_from ON ledger_posting (bureau_id, from_id, at);
CREATE INDEX ledger_posting_to ON ledger_posting (bureau_id, to_id, at);
