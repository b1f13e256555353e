-- 人群: a saved question about people, as a typed value.

CREATE TABLE segment (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  name {text} NOT NULL,
  definition {text} NOT NULL,
  shared_with {text} NOT NULL CHECK (shared_with IN ('owner', 'bureau')),
  owner_id {id},
  made_at {int} NOT NULL,
  closed_at {int},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};
CREATE UNIQUE INDEX segment_name ON segment (bureau_id, name) WHERE closed_at IS NULL;

-- What segments ask most, so that counting who is in one need not read the people themselves.
CREATE INDEX person_asked ON person
  (bureau_id, born, living, sex, category, ended_on, latitude, longitude, area_id, unit_id, rank, treatment, id);
CREATE INDEX task_seen ON task (bureau_id, person_id, done_on) WHERE done_on IS NOT NULL;
