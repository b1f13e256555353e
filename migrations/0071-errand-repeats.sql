-- 定期代办: what somebody has done for them again and again; and errands of somebody who has died or moved away, which are only settled.

CREATE TABLE errand_repeat (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  person_id {id} NOT NULL,
  -- A word of the bureau's kinds.
  kind {text} NOT NULL,
  channel {text} NOT NULL CHECK (channel IN ('phone', 'desk', 'paper', 'visit')),
  -- What is wanted and whom to call; sealed.
  said {blob} NOT NULL,
  -- weekly 2 (a Tuesday), monthly 5.
  rhythm {text} NOT NULL,
  from_on {text} NOT NULL,
  until_on {text} NOT NULL,
  -- So many days ahead an errand is made.
  lead_days {int} NOT NULL CHECK (lead_days BETWEEN 0 AND 6),
  stage {text} NOT NULL CHECK (stage IN ('runs', 'over', 'stopped')),
  -- The day of the errand made last, and that of the next one.
  last_on {text},
  next_on {text},
  made_by {id} NOT NULL,
  made_at {int} NOT NULL,
  stopped_by {id},
  stopped_at {int},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  FOREIGN KEY (bureau_id, made_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, stopped_by) REFERENCES staff (bureau_id, id),
  CONSTRAINT errand_repeat_days CHECK (until_on >= from_on AND (next_on IS NULL OR (next_on >= from_on AND next_on <= until_on))
    AND (last_on IS NULL OR next_on IS NULL OR next_on > last_on)),
  CONSTRAINT errand_repeat_runs CHECK ((stage = 'runs') = (next_on IS NOT NULL)),
  CONSTRAINT errand_repeat_stopped CHECK ((stage = 'stopped') = (stopped_at IS NOT NULL) AND (stopped_at IS NULL) = (stopped_by IS NULL))
) {table};
CREATE INDEX errand_repeat_due ON errand_repeat (bureau_id, stage, next_on, id);
CREATE INDEX errand_repeat_person ON errand_repeat (bureau_id, person_id, made_at);

-- Which errand of a repeat it is: the day it is for. However often that day is come to, it has one errand.
ALTER TABLE errand ADD COLUMN repeat_id {id};
ALTER TABLE errand ADD COLUMN repeat_on {text};
CREATE UNIQUE INDEX errand_repeat_once ON errand (bureau_id, repeat_id, repeat_on) WHERE repeat_id IS NOT NULL;

-- The person is served no more, and money of the errand was out: it is settled, and nobody is sent.
ALTER TABLE errand ADD COLUMN halted_on {text};
{words errand_entry.kind: taken claimed assigned left promised done impossible cancelled not-reached again closed money agreed withdrawn signed halted resumed};
