-- What a program asked for under a key of its own, and what it was told: asked again, it is told again and nothing is done.
-- Kept for a day. The answer lies sealed.
CREATE TABLE request_key (
  bureau_id {id} NOT NULL REFERENCES bureau,
  account_id {id} NOT NULL,
  key_hash {blob} NOT NULL,
  id {id} NOT NULL,
  fingerprint {blob} NOT NULL,
  made_at {int} NOT NULL,
  answer {blob},
  PRIMARY KEY (bureau_id, account_id, key_hash)
) {table};
CREATE INDEX request_key_made ON request_key (bureau_id, made_at);
