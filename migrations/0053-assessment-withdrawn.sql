-- An assessment that was wrong is taken back: it stays to be read, and counts nowhere. Why is sealed, as it may tell of somebody's health.
ALTER TABLE assessment ADD COLUMN withdrawn_at {int};
ALTER TABLE assessment ADD COLUMN withdrawn_by {id};
ALTER TABLE assessment ADD COLUMN because {blob} CHECK ((because IS NULL) = (withdrawn_at IS NULL));
