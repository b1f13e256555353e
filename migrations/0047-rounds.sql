-- 上门意愿: at what times and on which weekdays somebody wishes to be visited, and whether two have to come. One row holds at a time; what a
-- merge laid aside keeps its last day.
CREATE TABLE visit_wish (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  person_id {id} NOT NULL,
  part {text} NOT NULL CHECK (part IN ('any', 'morning', 'afternoon')),
  -- Weekdays that suit, as bits: 1 for Monday to 64 for Sunday.
  weekdays {int} NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
  needs_two {int} NOT NULL CHECK (needs_two IN (0, 1)),
  since {text} NOT NULL,
  until {text},
  noted_at {int} NOT NULL,
  noted_by {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id)
) {table};
CREATE UNIQUE INDEX visit_wish_holds ON visit_wish (bureau_id, person_id) WHERE until IS NULL;
CREATE INDEX visit_wish_person ON visit_wish (bureau_id, person_id, since, id);

-- 加急: a visit that somebody said comes first. No key to the task: one that is taken back leaves its mark behind, which nobody reads any more.
CREATE TABLE visit_urgency (
  bureau_id {id} NOT NULL REFERENCES bureau,
  task_id {id} NOT NULL,
  noted_at {int} NOT NULL,
  noted_by {id},
  PRIMARY KEY (bureau_id, task_id)
) {table};

-- 巡诊安排: the days and times of one doctor's visits, or of a campaign's. A draft changes nothing; once published its visits stand in round_visit.
CREATE TABLE round_plan (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('draft', 'published', 'discarded')),
  campaign_id {id},
  staff_id {id},
  from_on {text} NOT NULL,
  until_on {text} NOT NULL,
  -- What it was computed with.
  settings {text} NOT NULL,
  roads {text} NOT NULL CHECK (roads IN ('straight', 'network', 'fallback')),
  cost {int} NOT NULL,
  bound {int} NOT NULL,
  -- The last plan published before it was computed, and its own place among those published.
  seen {int} NOT NULL,
  number {int},
  made_at {int} NOT NULL,
  made_by {id},
  published_at {int},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, campaign_id) REFERENCES campaign (bureau_id, id),
  FOREIGN KEY (bureau_id, staff_id) REFERENCES staff (bureau_id, id),
  CHECK ((campaign_id IS NULL) <> (staff_id IS NULL)),
  CHECK ((state = 'published') = (number IS NOT NULL)),
  CHECK ((state = 'published') = (published_at IS NOT NULL)),
  CHECK (until_on >= from_on)
) {table};
CREATE INDEX round_plan_made ON round_plan (bureau_id, made_at, id);
CREATE UNIQUE INDEX round_plan_number ON round_plan (bureau_id, number) WHERE number IS NOT NULL;

-- What a plan makes of each visit: a day and a time, or why it has none. Times are minutes since midnight.
CREATE TABLE round_plan_visit (
  bureau_id {id} NOT NULL,
  plan_id {id} NOT NULL,
  task_id {id} NOT NULL,
  staff_id {id} NOT NULL,
  on_day {text},
  starts {int},
  ends {int},
  travel_minutes {int},
  -- The way back after the last visit of a day.
  back_minutes {int},
  -- The break that follows.
  pause_at {int},
  reason {text} NOT NULL,
  task_version {int} NOT NULL,
  before_staff_id {id},
  before_on {text},
  before_starts {int},
  PRIMARY KEY (bureau_id, plan_id, task_id),
  FOREIGN KEY (bureau_id, plan_id) REFERENCES round_plan (bureau_id, id),
  FOREIGN KEY (bureau_id, staff_id) REFERENCES staff (bureau_id, id),
  CHECK ((on_day IS NULL) = (starts IS NULL)),
  CHECK ((on_day IS NULL) = (ends IS NULL)),
  CHECK ((on_day IS NULL) = (travel_minutes IS NULL)),
  CHECK ((before_on IS NULL) = (before_starts IS NULL))
) {table};
CREATE INDEX round_plan_visit_staff ON round_plan_visit (bureau_id, plan_id, staff_id, on_day, starts, task_id);

-- What holds: each visit has at most one day and time, whoever publishes. No key to the task, as above.
CREATE TABLE round_visit (
  bureau_id {id} NOT NULL REFERENCES bureau,
  task_id {id} NOT NULL,
  plan_id {id} NOT NULL,
  staff_id {id} NOT NULL,
  on_day {text} NOT NULL,
  starts {int} NOT NULL,
  ends {int} NOT NULL,
  travel_minutes {int} NOT NULL,
  back_minutes {int},
  pause_at {int},
  reason {text} NOT NULL,
  PRIMARY KEY (bureau_id, task_id),
  FOREIGN KEY (bureau_id, plan_id) REFERENCES round_plan (bureau_id, id),
  FOREIGN KEY (bureau_id, staff_id) REFERENCES staff (bureau_id, id),
  CHECK (ends >= starts)
) {table};
CREATE INDEX round_visit_staff ON round_visit (bureau_id, staff_id, on_day, starts, task_id);
CREATE INDEX round_visit_day ON round_visit (bureau_id, on_day, staff_id, starts, task_id);
