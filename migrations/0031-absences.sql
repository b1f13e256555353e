-- 请假与交接: from when to when somebody is away and who stands in. Nothing that is owed changes hands by an absence: who sees and does
-- it follows from the day, so the end brings everything back by itself. Who leaves for good hands people and tasks over, and what was
-- moved is kept so that it can be put back.
CREATE TABLE absence (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  staff_id {id} NOT NULL,
  reason {text} NOT NULL CHECK (reason IN ('leave', 'sick', 'away', 'resigned', 'transferred')),
  from_on {text} NOT NULL,
  -- The last day; none for good.
  until_on {text},
  -- Who stands in for all that is not given to somebody else by a share.
  substitute_id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('holds', 'undone')),
  made_at {int} NOT NULL,
  made_by {id},
  undone_at {int},
  undone_by {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, staff_id) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, substitute_id) REFERENCES staff (bureau_id, id),
  CHECK ((state = 'undone') = (undone_at IS NOT NULL)),
  CHECK (until_on IS NULL OR until_on >= from_on)
) {table};
CREATE INDEX absence_staff ON absence (bureau_id, staff_id, state, from_on);
CREATE INDEX absence_substitute ON absence (bureau_id, substitute_id, state);
CREATE INDEX absence_made ON absence (bureau_id, from_on, id);

-- Whom somebody else than the first substitute looks after.
CREATE TABLE absence_share (
  bureau_id {id} NOT NULL,
  absence_id {id} NOT NULL,
  person_id {id} NOT NULL,
  substitute_id {id} NOT NULL,
  PRIMARY KEY (bureau_id, absence_id, person_id),
  FOREIGN KEY (bureau_id, absence_id) REFERENCES absence (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id)
) {table};
CREATE INDEX absence_share_substitute ON absence_share (bureau_id, substitute_id, absence_id);
CREATE INDEX absence_share_person ON absence_share (bureau_id, person_id, absence_id);

-- What a handover for good moved: a responsibility (the one ended, and the one that took its place) or a task.
CREATE TABLE absence_move (
  bureau_id {id} NOT NULL,
  absence_id {id} NOT NULL,
  subject_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('responsibility', 'task')),
  successor_id {id},
  to_id {id} NOT NULL,
  PRIMARY KEY (bureau_id, absence_id, subject_id),
  FOREIGN KEY (bureau_id, absence_id) REFERENCES absence (bureau_id, id)
) {table};
