-- The official tables within two seconds at a million people.

-- In the order in which people are counted: groups of those who count alike lie together and need no sorting.
CREATE INDEX person_grouped ON person (bureau_id, category, paying_unit_id, unit_id, rank, revolution_period, politics, self_care, born,
  retired, ended_on, ended_because, created_at, id);
-- In the order of the table: what says whether somebody is otherwise than was sealed.
DROP INDEX person_counted;
CREATE INDEX person_counted ON person (bureau_id, id, category, retired, ended_on, ended_because, unit_id, paying_unit_id, created_at);

-- The figures of a closed period, of the rows that were sealed with it.
CREATE TABLE report_figure (
  bureau_id {id} NOT NULL,
  period_id {id} NOT NULL,
  category {text} NOT NULL,
  unit_kind {text} NOT NULL,
  rank {text} NOT NULL,
  period {text} NOT NULL,
  band {int} NOT NULL,
  party {int} NOT NULL,
  self_care {text} NOT NULL,
  people {int} NOT NULL,
  PRIMARY KEY (bureau_id, period_id, category, unit_kind, rank, period, band, party, self_care),
  FOREIGN KEY (bureau_id, period_id) REFERENCES report_period (bureau_id, id)
) {table};
INSERT INTO report_figure (bureau_id, period_id, category, unit_kind, rank, period, band, party, self_care, people)
  SELECT bureau_id, period_id, category, unit_kind, rank, period, band, party, self_care, COUNT(*) FROM report_row
  GROUP BY bureau_id, period_id, category, unit_kind, rank, period, band, party, self_care;

-- Who was on record and is no more, as when an import is taken back.
CREATE TABLE person_gone (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};
INSERT INTO person_gone (bureau_id, id) SELECT DISTINCT r.bureau_id, r.person_id FROM report_row r
  WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.bureau_id = r.bureau_id AND p.id = r.person_id);
