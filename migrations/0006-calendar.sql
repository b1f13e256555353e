-- Public holidays and make-up working days (调休), as each year's notice gives them. A day not here is what its weekday says.

CREATE TABLE calendar_day (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  day {text} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('holiday', 'workday')),
  name {text} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};
CREATE UNIQUE INDEX calendar_day_day ON calendar_day (bureau_id, day);
