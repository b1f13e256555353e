-- What somebody received first, by where it stands: found from them also where only some stages are asked for.
DROP INDEX case_file_first;
CREATE INDEX case_file_first ON case_file (bureau_id, first_id, is_open, stage);
