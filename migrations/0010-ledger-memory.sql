-- What a clerk chose is offered the next time: what a header means, and which columns go out.

CREATE TABLE ledger_memory (
  bureau_id {id} NOT NULL REFERENCES bureau,
  kind {text} NOT NULL,
  header {text} NOT NULL,
  -- The column's key; none: this header means nothing.
  column_key {text},
  chosen_at {int} NOT NULL,
  PRIMARY KEY (bureau_id, kind, header)
) {table};

CREATE TABLE export_choice (
  bureau_id {id} NOT NULL,
  account_id {id} NOT NULL,
  kind {text} NOT NULL,
  columns {text} NOT NULL,
  PRIMARY KEY (bureau_id, account_id, kind),
  FOREIGN KEY (bureau_id, account_id) REFERENCES account (bureau_id, id)
) {table};
