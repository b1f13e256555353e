-- The official tables. A period closed is sealed: who was counted on its day and what each counted as, and who came and went since
-- the year end before it. Words are copied, not looked up: nothing that changes later changes a closed figure or its names.

CREATE TABLE report_period (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  day {text} NOT NULL,
  closed_at {int} NOT NULL,
  closed_by {text} NOT NULL,
  people {int} NOT NULL,
  -- 0: only sealed as what a later year's change is counted from.
  has_change {int} NOT NULL CHECK (has_change IN (0, 1)),
  PRIMARY KEY (bureau_id, id)
) {table};
CREATE UNIQUE INDEX report_period_day ON report_period (bureau_id, day);

CREATE TABLE report_row (
  bureau_id {id} NOT NULL,
  period_id {id} NOT NULL,
  person_id {id} NOT NULL,
  name {text} NOT NULL,
  pinyin {text} NOT NULL,
  category {text} NOT NULL CHECK (category IN ('honoured', 'retired')),
  unit {text} NOT NULL,
  unit_kind {text} NOT NULL CHECK (unit_kind IN ('organ', 'institution', 'enterprise', 'other', 'unknown')),
  rank {text} NOT NULL,
  period {text} NOT NULL CHECK (period IN ('agrarian', 'resistance-early', 'resistance-late', 'liberation', 'unknown')),
  band {int} NOT NULL,
  party {int} NOT NULL CHECK (party IN (0, 1)),
  self_care {text} NOT NULL CHECK (self_care IN ('full', 'partial', 'none', 'unknown')),
  PRIMARY KEY (bureau_id, period_id, person_id),
  FOREIGN KEY (bureau_id, period_id) REFERENCES report_period (bureau_id, id)
) {table};
CREATE INDEX report_row_pinyin ON report_row (bureau_id, period_id, pinyin, person_id);

-- Who is otherwise on the period's day than on the year end before: moved is the whole of what was known of it then.
CREATE TABLE report_move (
  bureau_id {id} NOT NULL,
  period_id {id} NOT NULL,
  person_id {id} NOT NULL,
  moved {text} NOT NULL,
  PRIMARY KEY (bureau_id, period_id, person_id),
  FOREIGN KEY (bureau_id, period_id) REFERENCES report_period (bureau_id, id)
) {table};

CREATE INDEX person_past_until ON person_past (bureau_id, held_until, person_id);
-- What the tables count by, in the order of the table itself: it is read as a whole, without the wide rows.
CREATE INDEX person_counted ON person (bureau_id, id, category, retired, ended_on, ended_because, unit_id, paying_unit_id, rank,
  revolution_period, born, politics, self_care, created_at);
