-- The search index, leaner: a person's reading stood in each of some ten rows of theirs and is in the person's own row anyway.
-- Of the keyed hash of a number's end four bytes tell eleven thousand ends apart.

CREATE TABLE search_entry (
  bureau_id {id} NOT NULL,
  term {text} NOT NULL,
  person_id {id} NOT NULL,
  PRIMARY KEY (bureau_id, term, person_id)
) {table};
INSERT INTO search_entry (bureau_id, term, person_id)
  SELECT DISTINCT bureau_id, CASE WHEN SUBSTR(term, 1, 1) = '#' THEN SUBSTR(term, 1, 9) ELSE term END, person_id FROM search_term;
DROP TABLE search_term;
ALTER TABLE search_entry RENAME TO search_term;
