-- 导医台、绿色通道: every hospital's desk with its hours and who stands there; who came to it on which day, under which number, and when
-- each step of the green channel was taken.

{words account.role: clerk doctor leader auditor admin guide};

CREATE TABLE guide_desk (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  hospital_id {id} NOT NULL,
  -- Where in the building.
  place {text} NOT NULL,
  phone {text},
  -- The hours of seven weekdays, a Monday first, parted by |; nothing where it is shut.
  hours {text} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, hospital_id) REFERENCES hospital (bureau_id, id)
) {table};
CREATE UNIQUE INDEX guide_desk_place ON guide_desk (bureau_id, hospital_id, place);

-- Who stands at a desk: from which day to which, on which weekdays, and at which hours.
CREATE TABLE guide_duty (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  desk_id {id} NOT NULL,
  staff_id {id} NOT NULL,
  -- Days of the week as digits, 1 a Monday.
  days {text} NOT NULL,
  -- As long as the desk is open where none are said.
  hours {text},
  from_on {text} NOT NULL,
  -- The last day; none where it goes on.
  until_on {text},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, desk_id) REFERENCES guide_desk (bureau_id, id),
  FOREIGN KEY (bureau_id, staff_id) REFERENCES staff (bureau_id, id),
  CHECK (until_on IS NULL OR until_on >= from_on)
) {table};
CREATE INDEX guide_duty_desk ON guide_duty (bureau_id, desk_id, from_on);
CREATE INDEX guide_duty_staff ON guide_duty (bureau_id, staff_id, from_on);

CREATE TABLE attendance (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  desk_id {id} NOT NULL,
  person_id {id} NOT NULL,
  -- The case that it was announced from.
  case_id {id},
  on_day {text} NOT NULL,
  -- About when somebody announced is expected, such as 09:30.
  expected {text},
  -- What for and who comes along; sealed.
  said {blob} NOT NULL,
  -- How far ahead they stand, and why: words a space apart.
  points {int} NOT NULL CHECK (points >= 0),
  reasons {text} NOT NULL,
  stage {text} NOT NULL CHECK (stage IN ('announced', 'waiting', 'going', 'closed', 'left', 'missed')),
  -- The number of the day at that desk.
  token {int} CHECK (token > 0),
  arrived_at {int},
  called_at {int},
  -- When each step was taken, or said not to be needed: then its word stands in skipped.
  register_at {int},
  see_at {int},
  examine_at {int},
  dispense_at {int},
  admit_at {int},
  skipped {text} NOT NULL,
  outcome {text} CHECK (outcome IN ('home', 'admitted', 'referred', 'return')),
  closed_at {int},
  is_open {int} NOT NULL CHECK (is_open IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, desk_id) REFERENCES guide_desk (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  FOREIGN KEY (bureau_id, case_id) REFERENCES case_file (bureau_id, id),
  CONSTRAINT attendance_arrived CHECK ((stage IN ('announced', 'missed')) = (token IS NULL) AND (token IS NULL) = (arrived_at IS NULL)),
  CONSTRAINT attendance_called CHECK ((stage NOT IN ('going', 'closed') OR called_at IS NOT NULL) AND (called_at IS NULL OR called_at >= arrived_at)
    AND (stage <> 'waiting' OR called_at IS NULL)),
  -- One step after the other: none is taken before the one ahead of it was taken or was not needed.
  CONSTRAINT attendance_in_order CHECK ((register_at IS NULL OR register_at >= called_at) AND (see_at IS NULL OR see_at >= register_at)
    AND (examine_at IS NULL OR examine_at >= see_at) AND (dispense_at IS NULL OR dispense_at >= examine_at)
    AND (admit_at IS NULL OR admit_at >= dispense_at)),
  CONSTRAINT attendance_none_left_out CHECK ((register_at IS NULL OR called_at IS NOT NULL) AND (see_at IS NULL OR register_at IS NOT NULL)
    AND (examine_at IS NULL OR see_at IS NOT NULL) AND (dispense_at IS NULL OR examine_at IS NOT NULL)
    AND (admit_at IS NULL OR dispense_at IS NOT NULL)),
  CONSTRAINT attendance_ended CHECK ((is_open = 1) = (stage IN ('announced', 'waiting', 'going')) AND (is_open = 1) = (closed_at IS NULL)
    AND (stage = 'closed') = (outcome IS NOT NULL)),
  CONSTRAINT attendance_admitted CHECK (outcome IS NULL OR outcome <> 'admitted' OR admit_at IS NOT NULL),
  CONSTRAINT attendance_left_unseen CHECK (stage <> 'left' OR see_at IS NULL)
) {table};
CREATE UNIQUE INDEX attendance_token ON attendance (bureau_id, desk_id, on_day, token);
CREATE INDEX attendance_day ON attendance (bureau_id, desk_id, on_day, id);
CREATE INDEX attendance_person ON attendance (bureau_id, person_id, on_day);
CREATE INDEX attendance_on ON attendance (bureau_id, on_day, id);
CREATE INDEX attendance_open ON attendance (bureau_id, is_open, on_day, id);

-- What happened to an attendance, in order; a number is the version that it had after it.
CREATE TABLE attendance_entry (
  bureau_id {id} NOT NULL,
  attendance_id {id} NOT NULL,
  number {int} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('announced', 'arrived', 'called', 'stamped', 'skipped', 'undone', 'closed', 'left', 'missed')),
  step {text} CHECK (step IN ('register', 'see', 'examine', 'dispense', 'admit')),
  at {int} NOT NULL,
  by_id {id} NOT NULL,
  PRIMARY KEY (bureau_id, attendance_id, number),
  FOREIGN KEY (bureau_id, attendance_id) REFERENCES attendance (bureau_id, id),
  FOREIGN KEY (bureau_id, by_id) REFERENCES staff (bureau_id, id)
) {table};
CREATE INDEX attendance_entry_by ON attendance_entry (bureau_id, by_id);
