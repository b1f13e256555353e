-- Rules are planned again as soon as a fact changes. Whoever changes one holds this row before touching a task, as the planner does: so
-- nobody plans from facts that somebody else is just changing. There is none before a bureau's first rule is published.
CREATE TABLE planning (
  bureau_id {id} NOT NULL PRIMARY KEY REFERENCES bureau,
  version {int} NOT NULL
) {table};
INSERT INTO planning (bureau_id, version) SELECT DISTINCT bureau_id, 0 FROM rule;

-- People of whom something changed together with many others, such as by a ledger: planned in stretches right after; what a crash leaves
-- here is gone on with.
CREATE TABLE replan (
  bureau_id {id} NOT NULL,
  person_id {id} NOT NULL,
  -- Because of what: each ledger notes rows of its own, so that it waits for nobody and nobody crosses off what is not there to be read yet.
  cause_id {id} NOT NULL,
  PRIMARY KEY (bureau_id, person_id, cause_id)
) {table};

-- How often something changed that a rule asks of everybody, such as the holidays, and up to which change it was planned.
ALTER TABLE rule ADD COLUMN changes {int} NOT NULL DEFAULT 0;
ALTER TABLE rule ADD COLUMN planned_changes {int} NOT NULL DEFAULT 0;
