-- 服务规则: whom × when × window × owner. What a rule says stands in its versions, each from a day on; what is being written is a draft.

CREATE TABLE rule (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  name {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('draft', 'published', 'ended')),
  -- What is being written and not yet published.
  draft {text},
  -- The last version published; 0: none.
  number {int} NOT NULL,
  ended_on {text},
  -- Which of the rules that come with the program it was made from.
  shipped {text},
  -- On whom lands what finds no owner, as the last version says; kept here so that tasks can follow the pairings in one statement.
  fallback_id {id} NOT NULL,
  by_pairing {int} NOT NULL CHECK (by_pairing IN (0, 1)),
  made_at {int} NOT NULL,
  -- When it was last planned as a whole, until which day, and for how many people; more than its cap: it made nothing.
  planned_at {int},
  planned_until {text},
  people {int},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, fallback_id) REFERENCES staff (bureau_id, id),
  CHECK ((state = 'draft') = (number = 0)),
  CHECK ((state = 'ended') = (ended_on IS NOT NULL)),
  CHECK (state <> 'draft' OR draft IS NOT NULL)
) {table};
CREATE UNIQUE INDEX rule_name ON rule (bureau_id, name) WHERE ended_on IS NULL;
CREATE INDEX rule_state ON rule (bureau_id, state, id);
CREATE INDEX rule_fallback ON rule (bureau_id, fallback_id);

CREATE TABLE rule_version (
  bureau_id {id} NOT NULL,
  rule_id {id} NOT NULL,
  number {int} NOT NULL,
  definition {text} NOT NULL,
  from_on {text} NOT NULL,
  published_at {int} NOT NULL,
  published_by {id},
  PRIMARY KEY (bureau_id, rule_id, number),
  FOREIGN KEY (bureau_id, rule_id) REFERENCES rule (bureau_id, id)
) {table};

{words task.form: home-visit farewell benefit-claim care-after-loss welcome return-visit hospital-visit visit-review phone-call greeting care-visit};
{words task.cancelled_because: uncovered died moved withdrawn left rule-changed rule-ended};

-- A task of a rule: which promise of it this is (slot), which version says so, the how manieth, and since when the person is under it.
-- A person has each promise of a rule once, whoever plans, however often.
ALTER TABLE task ADD COLUMN rule_id {id};
ALTER TABLE task ADD COLUMN slot {text};
ALTER TABLE task ADD COLUMN rule_number {int};
ALTER TABLE task ADD COLUMN nth {int};
ALTER TABLE task ADD COLUMN since_on {text};
-- 1: nobody answers, so that it landed on the fallback.
ALTER TABLE task ADD COLUMN is_fallback {int} NOT NULL DEFAULT 0;
-- The greater, the more somebody needs it; need says why, words a space apart.
ALTER TABLE task ADD COLUMN priority {int} NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN need {text} NOT NULL DEFAULT '';
CREATE UNIQUE INDEX task_rule_slot ON task (bureau_id, rule_id, person_id, slot) WHERE rule_id IS NOT NULL;
CREATE INDEX task_rule_state ON task (bureau_id, rule_id, state, next_on, id) WHERE rule_id IS NOT NULL;
