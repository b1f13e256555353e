-- 政治面貌不详: of whom it is not known is told apart from whoever is in no party. Years closed before say 0, and stay as they were counted.
-- A row of these has party 0; in report_figure such figures have party 2.
ALTER TABLE report_row ADD COLUMN is_politics_unknown {int} NOT NULL DEFAULT 0 CHECK (is_politics_unknown IN (0, 1));
