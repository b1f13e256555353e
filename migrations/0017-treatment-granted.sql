-- 待遇批准时间 gets a name of its own. `treatment_since` says in forms and in the API from when a treatment holds, as `rank_since`
-- does of the rank.
ALTER TABLE person RENAME COLUMN treatment_since TO treatment_granted;
