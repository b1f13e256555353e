-- 晨报: what each had before them on a morning, written down once by the program. Words are copied, so that it can be read again as it was.
CREATE TABLE digest (
  bureau_id {id} NOT NULL REFERENCES bureau,
  day {text} NOT NULL,
  made_at {int} NOT NULL,
  PRIMARY KEY (bureau_id, day)
) {table};

CREATE TABLE digest_part (
  bureau_id {id} NOT NULL,
  day {text} NOT NULL,
  owner_id {id} NOT NULL,
  owner {text} NOT NULL,
  sorted {text} NOT NULL,
  overdue {int} NOT NULL,
  today {int} NOT NULL,
  week {int} NOT NULL,
  alone {int} NOT NULL,
  -- The first names of each.
  names {text} NOT NULL,
  PRIMARY KEY (bureau_id, day, owner_id),
  FOREIGN KEY (bureau_id, day) REFERENCES digest (bureau_id, day)
) {table};
CREATE INDEX digest_part_sorted ON digest_part (bureau_id, day, sorted, owner_id);
