-- The figures above the lists of cases, read without the cases themselves.
CREATE INDEX case_file_standing ON case_file (bureau_id, is_open, stage, level, due_at, near_at);
