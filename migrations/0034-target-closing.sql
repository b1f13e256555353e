-- A period of a target that was closed: its figure and names as they were at one moment. Words are copied, not looked up, so nothing
-- that changes later changes a closed figure or its names. Sealed in stretches; until all of it is written nobody is shown any.
CREATE TABLE target_closing (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  target_id {id} NOT NULL,
  nth {int} NOT NULL CHECK (nth BETWEEN 1 AND 12),
  state {text} NOT NULL CHECK (state IN ('closing', 'closed')),
  name {text} NOT NULL,
  owner {text} NOT NULL,
  definition {text} NOT NULL,
  hit {int} NOT NULL,
  counted {int} NOT NULL,
  -- The moment as of which it was counted; until then, when somebody began.
  closed_at {int} NOT NULL,
  closed_by {text} NOT NULL,
  -- When the last stretch was written: whoever has not gone on for a while was cut off, and another begins anew.
  worked_at {int} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, target_id) REFERENCES target (bureau_id, id)
) {table};
CREATE UNIQUE INDEX target_closing_period ON target_closing (bureau_id, target_id, nth);

CREATE TABLE target_row (
  bureau_id {id} NOT NULL,
  closing_id {id} NOT NULL,
  sorted {text} NOT NULL,
  -- The person, or the task.
  subject_id {id} NOT NULL,
  person_id {id},
  group_id {id},
  name {text} NOT NULL,
  area_id {id},
  area {text},
  staff_id {id},
  staff {text},
  hospital_id {id},
  hospital {text},
  due_on {text},
  done_on {text},
  is_hit {int} NOT NULL CHECK (is_hit IN (0, 1)),
  PRIMARY KEY (bureau_id, closing_id, sorted, subject_id),
  FOREIGN KEY (bureau_id, closing_id) REFERENCES target_closing (bureau_id, id)
) {table};
CREATE INDEX target_row_subject ON target_row (bureau_id, closing_id, subject_id, is_hit);
