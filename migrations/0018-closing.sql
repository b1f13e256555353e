-- A year is closed in stretches, so that nobody else who writes waits for it. Until everything is sealed its period is 'closing', and
-- nobody is shown any of it.

ALTER TABLE report_period ADD COLUMN state {text} NOT NULL DEFAULT 'closed' CHECK (state IN ('closing', 'closed'));
ALTER TABLE report_period ADD COLUMN version {int} NOT NULL DEFAULT 1;
-- When the last stretch was sealed: whoever has not gone on for a while was cut off, and another begins anew.
ALTER TABLE report_period ADD COLUMN worked_at {int} NOT NULL DEFAULT 0;
-- One closing at a time.
CREATE UNIQUE INDEX report_period_closing ON report_period (bureau_id) WHERE state = 'closing' AND has_change = 1;

-- Sealed names in the order of their readings. A table of its own, since rows come in the order of people and would fall all over an
-- index in another order: both are written from one end to the other.
CREATE TABLE report_name (
  bureau_id {id} NOT NULL,
  period_id {id} NOT NULL,
  pinyin {text} NOT NULL,
  person_id {id} NOT NULL,
  PRIMARY KEY (bureau_id, period_id, pinyin, person_id),
  FOREIGN KEY (bureau_id, period_id) REFERENCES report_period (bureau_id, id)
) {table};
INSERT INTO report_name (bureau_id, period_id, pinyin, person_id) SELECT bureau_id, period_id, pinyin, person_id FROM report_row
  ORDER BY bureau_id, period_id, pinyin, person_id;
DROP INDEX report_row_pinyin;
