-- 健康档案: what a doctor has to know of somebody and the registry does not keep: allergies, medicines, measurements. Each row says one thing
-- and is never written over: what is put right is followed by another row, and both stay.
CREATE TABLE health_entry (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  person_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('allergy', 'medicine', 'pressure', 'glucose', 'weight', 'pulse', 'oxygen')),
  -- What is said, sealed.
  content {blob} NOT NULL,
  -- The day on which the supply of a medicine is used up; says that something runs out, not what.
  due_on {text},
  state {text} NOT NULL CHECK (state IN ('stands', 'replaced', 'withdrawn')),
  -- Why it no longer stands, sealed.
  because {blob},
  -- The entry that it took the place of.
  replaces {id},
  noted_at {int} NOT NULL,
  noted_by {id},
  closed_at {int},
  closed_by {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  CHECK ((state = 'stands') = (closed_at IS NULL)),
  CHECK ((state = 'stands') = (because IS NULL)),
  CHECK (due_on IS NULL OR kind = 'medicine')
) {table};
CREATE INDEX health_entry_person ON health_entry (bureau_id, person_id, id);
CREATE INDEX health_entry_due ON health_entry (bureau_id, due_on, person_id, id) WHERE due_on IS NOT NULL AND state = 'stands';
-- An entry is followed by one other, whoever puts it right at the same time.
CREATE UNIQUE INDEX health_entry_replaces ON health_entry (bureau_id, replaces) WHERE replaces IS NOT NULL;

-- 紧急查阅: a doctor who does not answer for somebody opens the file for a stated reason and a short time; somebody else says the next day
-- whether that was justified.
CREATE TABLE health_opening (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  person_id {id} NOT NULL,
  staff_id {id} NOT NULL,
  opened_by {id} NOT NULL,
  opened_at {int} NOT NULL,
  opened_on {text} NOT NULL,
  -- The last day on which the file can be read by it.
  until_on {text} NOT NULL,
  reason {blob} NOT NULL,
  verdict {text} CHECK (verdict IN ('justified', 'not-justified')),
  finding {blob},
  reviewed_at {int},
  reviewed_by {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  FOREIGN KEY (bureau_id, staff_id) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, opened_by) REFERENCES account (bureau_id, id),
  CHECK (until_on >= opened_on),
  CHECK ((verdict IS NULL) = (reviewed_by IS NULL)),
  CHECK ((verdict IS NULL) = (reviewed_at IS NULL)),
  CHECK ((verdict IS NULL) = (finding IS NULL)),
  CONSTRAINT health_opening_reviewed_by_another CHECK (reviewed_by IS NULL OR reviewed_by <> opened_by)
) {table};
CREATE INDEX health_opening_staff ON health_opening (bureau_id, staff_id, until_on, person_id);
CREATE INDEX health_opening_opened ON health_opening (bureau_id, opened_at, id);
CREATE INDEX health_opening_person ON health_opening (bureau_id, person_id, id);
