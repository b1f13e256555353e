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
