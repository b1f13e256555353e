-- What is true of the whole installation: by which master key its fields are closed. One row.
CREATE TABLE installation (
  one {int} NOT NULL PRIMARY KEY CHECK (one = 1),
  key_fingerprint {text} NOT NULL
) {table};
