-- 目标: the tree of a year's goals. What is counted is a named measure; no figure is kept here, since each follows from records.
CREATE TABLE target (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  parent_id {id},
  year {int} NOT NULL CHECK (year BETWEEN 2000 AND 2200),
  name {text} NOT NULL,
  -- Who answers for it: never nobody.
  owner_id {id} NOT NULL,
  -- What is counted, how much of it is aimed at, in which periods and among whom; none of what only groups others.
  definition {text},
  withdrawn_on {text},
  made_at {int} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, parent_id) REFERENCES target (bureau_id, id),
  FOREIGN KEY (bureau_id, owner_id) REFERENCES staff (bureau_id, id)
) {table};
CREATE UNIQUE INDEX target_name ON target (bureau_id, year, name) WHERE withdrawn_on IS NULL;
CREATE INDEX target_year ON target (bureau_id, year, id);
CREATE INDEX target_parent ON target (bureau_id, parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX target_owner ON target (bureau_id, owner_id, id);

-- What was done in a stretch of days. Of tasks that are done alone: it costs nothing while they are planned.
CREATE INDEX task_done ON task (bureau_id, done_on, id) WHERE done_on IS NOT NULL;
