-- What happens in a life, and everything that one entry did, so that it can be undone.

{words task.form: home-visit farewell benefit-claim care-after-loss welcome return-visit hospital-visit visit-review};
{words task.cancelled_because: uncovered died moved withdrawn};
-- What has to be known to do it, e.g. the family's wish or the amount to be claimed; sealed.
ALTER TABLE task ADD COLUMN brief {blob};

-- detail and undone_because are sealed.
CREATE TABLE life_event (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  person_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('retirement', 'move', 'admission', 'discharge', 'death', 'widowed', 'remarriage', 'away', 'return')),
  happened_on {text} NOT NULL,
  detail {blob} NOT NULL,
  noted_at {int} NOT NULL,
  noted_by {id},
  undone_at {int},
  undone_by {id},
  undone_because {blob},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  CHECK ((undone_at IS NULL) = (undone_because IS NULL))
) {table};
CREATE INDEX life_event_person ON life_event (bureau_id, person_id, happened_on, id);
CREATE INDEX life_event_kind ON life_event (bureau_id, kind, happened_on, id);

-- One thing that the event did, in the order in which it did them: what it was before and after (change, sealed), and, once
-- the event is undone, whether it was put back.
CREATE TABLE life_effect (
  bureau_id {id} NOT NULL,
  event_id {id} NOT NULL,
  number {int} NOT NULL,
  handler {text} NOT NULL,
  subject_id {id} NOT NULL,
  change {blob} NOT NULL,
  after_version {int},
  outcome {text} CHECK (outcome IN ('restored', 'kept')),
  kept_because {text},
  PRIMARY KEY (bureau_id, event_id, number),
  FOREIGN KEY (bureau_id, event_id) REFERENCES life_event (bureau_id, id),
  CHECK ((COALESCE(outcome, '') = 'kept') = (kept_because IS NOT NULL))
) {table};
CREATE INDEX life_effect_subject ON life_effect (bureau_id, subject_id, event_id);

-- Amounts and rates by the day from which they hold, e.g. the survivor's benefit.
CREATE TABLE benefit_rate (
  bureau_id {id} NOT NULL REFERENCES bureau,
  since {text} NOT NULL,
  urban_income_fen {int} NOT NULL CHECK (urban_income_fen > 0),
  months_pay {int} NOT NULL CHECK (months_pay BETWEEN 0 AND 240),
  income_multiple {int} NOT NULL CHECK (income_multiple BETWEEN 0 AND 100),
  income_multiple_at_work {int} NOT NULL CHECK (income_multiple_at_work BETWEEN 0 AND 100),
  source {text} NOT NULL,
  PRIMARY KEY (bureau_id, since)
) {table};
