-- Administrative divisions as the bureau enters them, beside those the program knows. Codes of GB/T 2260, six digits; a retired one
-- stays, since citizen ids keep it for life.

CREATE TABLE division (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  code {text} NOT NULL,
  name {text} NOT NULL,
  since {text},
  until {text},
  successor {text},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};
CREATE UNIQUE INDEX division_code ON division (bureau_id, code, name);
