-- Which illnesses a person has, in the person's own row and in the index by which people are counted: a bit for each block of
-- ICD-10 that is asked for (see Illness::mark), and the lowest for any other code.
ALTER TABLE person ADD COLUMN illness_marks {int} NOT NULL DEFAULT 0;
UPDATE person SET illness_marks = COALESCE((SELECT
    MAX(CASE WHEN c.code >= 'I10' AND c.code < 'I16' THEN 2 ELSE 0 END) + MAX(CASE WHEN c.code >= 'I25' AND c.code < 'I26' THEN 4 ELSE 0 END)
  + MAX(CASE WHEN c.code >= 'E10' AND c.code < 'E15' THEN 8 ELSE 0 END) + MAX(CASE WHEN c.code >= 'J44' AND c.code < 'J45' THEN 16 ELSE 0 END)
  + MAX(CASE WHEN c.code >= 'I60' AND c.code < 'I63' THEN 32 ELSE 0 END) + MAX(CASE WHEN c.code >= 'I63' AND c.code < 'I64' THEN 64 ELSE 0 END)
  + MAX(CASE WHEN c.code >= 'F00' AND c.code < 'F04' THEN 128 ELSE 0 END)
  + MAX(CASE WHEN (c.code >= 'I10' AND c.code < 'I16') OR (c.code >= 'I25' AND c.code < 'I26') OR (c.code >= 'E10' AND c.code < 'E15')
    OR (c.code >= 'J44' AND c.code < 'J45') OR (c.code >= 'I60' AND c.code < 'I64') OR (c.code >= 'F00' AND c.code < 'F04')
    THEN 0 ELSE 1 END)
  FROM person_condition c WHERE c.bureau_id = person.bureau_id AND c.person_id = person.id), 0);

DROP INDEX person_asked;
CREATE INDEX person_asked ON person (bureau_id, born, living, sex, category, ended_on, illness_marks, latitude, longitude, area_id,
  unit_id, rank, treatment, id);
