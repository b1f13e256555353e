-- Two records of one person: pairs known to be two people, and merges with everything that they moved.

-- The lesser id first. No key ties it to the people: it means nothing once one of them is gone.
CREATE TABLE duplicate_dismissal (
  bureau_id {id} NOT NULL REFERENCES bureau,
  one_id {id} NOT NULL,
  other_id {id} NOT NULL,
  noted_at {int} NOT NULL,
  noted_by {id},
  PRIMARY KEY (bureau_id, one_id, other_id),
  CHECK (one_id < other_id)
) {table};

-- gone_id was found to be kept_id. fields (sealed) is what that changed in both records.
CREATE TABLE person_merge (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  kept_id {id} NOT NULL,
  gone_id {id} NOT NULL,
  fields {blob} NOT NULL,
  made_at {int} NOT NULL,
  made_by {id},
  undone_at {int},
  undone_by {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, kept_id) REFERENCES person (bureau_id, id),
  FOREIGN KEY (bureau_id, gone_id) REFERENCES person (bureau_id, id),
  CHECK (kept_id <> gone_id)
) {table};
CREATE UNIQUE INDEX person_merge_gone ON person_merge (bureau_id, gone_id) WHERE undone_at IS NULL;
CREATE INDEX person_merge_kept ON person_merge (bureau_id, kept_id, made_at, id);

-- One thing that the merge moved or closed, in the order in which it did so; change (sealed) is what undoing goes back by.
CREATE TABLE person_merge_step (
  bureau_id {id} NOT NULL,
  merge_id {id} NOT NULL,
  number {int} NOT NULL,
  reference {text} NOT NULL,
  subject_id {id} NOT NULL,
  change {blob} NOT NULL,
  after_version {int} NOT NULL,
  outcome {text} CHECK (outcome IN ('restored', 'stayed')),
  PRIMARY KEY (bureau_id, merge_id, number),
  FOREIGN KEY (bureau_id, merge_id) REFERENCES person_merge (bureau_id, id)
) {table};
