-- 群发: one text to many; the notices name it as their cause. Its id was given with the preview, so that it is made once.
CREATE TABLE circular (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  -- Subject and text; sealed.
  content {blob} NOT NULL,
  segment_id {id},
  people {int} NOT NULL CHECK (people > 0),
  unreached {int} NOT NULL CHECK (unreached >= 0),
  made_at {int} NOT NULL,
  made_by {id} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};
