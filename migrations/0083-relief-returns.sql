-- 退汇: the bank gives back what it had paid, as one notes and another finds.
{words relief_entry.kind: drafted changed filed verified reviewed sent-back refusing kept refused agreed postponed noticed objected answered upheld proposed approved voided batched unbatched released paid returned reversing reversed not-reversed receipted archived withdrawn stopped restored};

CREATE TABLE relief_reversal (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  application_id {id} NOT NULL,
  batch_id {id} NOT NULL,
  -- What the bank says; sealed.
  said {blob} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('noted', 'agreed', 'denied')),
  noted_by {id} NOT NULL,
  noted_at {int} NOT NULL,
  ended_by {id},
  ended_at {int},
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, application_id) REFERENCES relief_application (bureau_id, id),
  FOREIGN KEY (bureau_id, batch_id) REFERENCES relief_batch (bureau_id, id),
  FOREIGN KEY (bureau_id, noted_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, ended_by) REFERENCES staff (bureau_id, id),
  CONSTRAINT relief_reversal_ended CHECK ((state = 'noted') = (ended_by IS NULL) AND (ended_by IS NULL) = (ended_at IS NULL)),
  CONSTRAINT relief_reversal_by_two CHECK (ended_by IS NULL OR ended_by <> noted_by)
) {table};
CREATE UNIQUE INDEX relief_reversal_open ON relief_reversal (bureau_id, application_id) WHERE state = 'noted';

-- 救助规定: who set the rules, which time.
CREATE TABLE relief_rules_set (
  bureau_id {id} NOT NULL REFERENCES bureau,
  number {int} NOT NULL CHECK (number > 0),
  since {text} NOT NULL,
  by_id {id} NOT NULL,
  at {int} NOT NULL,
  PRIMARY KEY (bureau_id, number),
  FOREIGN KEY (bureau_id, by_id) REFERENCES staff (bureau_id, id)
) {table};
