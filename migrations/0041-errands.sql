-- 代办: what somebody cannot do for themselves any more, who does it for them, by when it was needed and promised, and how they took it.

-- Who does errands: where, on which days, of which kinds, and how many a day.
CREATE TABLE errand_worker (
  bureau_id {id} NOT NULL REFERENCES bureau,
  staff_id {id} NOT NULL,
  -- The area they set out from; nearness is measured from its middle.
  base_id {id} NOT NULL,
  -- Days of the week as digits, 1 a Monday.
  days {text} NOT NULL,
  -- Words of kinds, a space apart; empty for all.
  kinds {text} NOT NULL,
  daily_max {int} NOT NULL CHECK (daily_max BETWEEN 1 AND 20),
  is_active {int} NOT NULL CHECK (is_active IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, staff_id),
  FOREIGN KEY (bureau_id, staff_id) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, base_id) REFERENCES area (bureau_id, id)
) {table};

-- Where somebody does errands; without any row everywhere.
CREATE TABLE errand_worker_area (
  bureau_id {id} NOT NULL,
  staff_id {id} NOT NULL,
  area_id {id} NOT NULL,
  PRIMARY KEY (bureau_id, staff_id, area_id),
  FOREIGN KEY (bureau_id, staff_id) REFERENCES errand_worker (bureau_id, staff_id),
  FOREIGN KEY (bureau_id, area_id) REFERENCES area (bureau_id, id)
) {table};

CREATE TABLE errand (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  person_id {id} NOT NULL,
  -- The case it came from.
  case_id {id},
  -- A word of the bureau's kinds.
  kind {text} NOT NULL,
  -- How many people it takes, as its kind said when it was taken down.
  hands {int} NOT NULL CHECK (hands IN (1, 2)),
  channel {text} NOT NULL CHECK (channel IN ('phone', 'desk', 'paper', 'visit')),
  -- What is wanted and whom to call, in their words; sealed.
  said {blob} NOT NULL,
  taken_by {id} NOT NULL,
  taken_at {int} NOT NULL,
  taken_on {text} NOT NULL,
  needed_on {text} NOT NULL,
  promised_on {text},
  stage {text} NOT NULL CHECK (stage IN ('waiting', 'working', 'answered', 'closed', 'cancelled')),
  worker_id {id},
  second_id {id},
  outcome {text} CHECK (outcome IN ('done', 'impossible')),
  answered_on {text},
  tries {int} NOT NULL,
  called_by {id},
  called_at {int},
  verdict {text} CHECK (verdict IN ('satisfied', 'unsatisfied', 'not-reached')),
  -- Its money, as the ledger has it: what its workers hold, and what of the bureau's they have not given back.
  held_fen {int} NOT NULL,
  advanced_fen {int} NOT NULL,
  -- Movements that a second person has not agreed to yet.
  pending {int} NOT NULL CHECK (pending >= 0),
  moved_at {int},
  signed_at {int},
  is_open {int} NOT NULL CHECK (is_open IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  FOREIGN KEY (bureau_id, case_id) REFERENCES case_file (bureau_id, id),
  FOREIGN KEY (bureau_id, taken_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, worker_id) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, second_id) REFERENCES staff (bureau_id, id),
  CONSTRAINT errand_two_people CHECK (second_id IS NULL OR (worker_id IS NOT NULL AND second_id <> worker_id)),
  CONSTRAINT errand_done_by_enough CHECK (hands = 1 OR outcome IS NULL OR outcome <> 'done' OR second_id IS NOT NULL),
  CONSTRAINT errand_worked CHECK (stage IN ('waiting', 'cancelled') OR worker_id IS NOT NULL),
  CONSTRAINT errand_answered CHECK ((stage IN ('answered', 'closed')) = (outcome IS NOT NULL) AND (outcome IS NULL) = (answered_on IS NULL)),
  CONSTRAINT errand_closed_by_call CHECK ((stage = 'closed') = (called_at IS NOT NULL) AND (called_at IS NULL) = (verdict IS NULL)
    AND (called_at IS NULL) = (called_by IS NULL)),
  CONSTRAINT errand_called_by_a_third CHECK (called_by IS NULL OR (called_by <> worker_id AND (second_id IS NULL OR called_by <> second_id))),
  CONSTRAINT errand_open CHECK ((is_open = 1) = (stage NOT IN ('closed', 'cancelled'))),
  CONSTRAINT errand_not_overdrawn CHECK (held_fen >= 0 AND advanced_fen >= 0),
  CONSTRAINT errand_ended_at_zero CHECK (is_open = 1 OR (held_fen = 0 AND advanced_fen = 0 AND pending = 0)),
  CONSTRAINT errand_closed_signed CHECK (stage <> 'closed' OR moved_at IS NULL OR (signed_at IS NOT NULL AND signed_at >= moved_at))
) {table};
CREATE INDEX errand_open ON errand (bureau_id, is_open, needed_on, id);
CREATE INDEX errand_person ON errand (bureau_id, person_id, taken_at);
CREATE INDEX errand_worker_of ON errand (bureau_id, worker_id, is_open);
CREATE INDEX errand_second_of ON errand (bureau_id, second_id, is_open);
CREATE INDEX errand_month ON errand (bureau_id, taken_on, id);
CREATE INDEX errand_case ON errand (bureau_id, case_id);

-- What happened to an errand, in order; a number is the version that it had after it.
CREATE TABLE errand_entry (
  bureau_id {id} NOT NULL,
  errand_id {id} NOT NULL,
  number {int} NOT NULL,
  id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('taken', 'claimed', 'assigned', 'left', 'promised', 'done', 'impossible', 'cancelled', 'not-reached',
    'again', 'closed', 'money', 'agreed', 'withdrawn', 'signed')),
  at {int} NOT NULL,
  by_id {id} NOT NULL,
  to_id {id},
  -- Why, or in whose words; sealed.
  note {blob},
  PRIMARY KEY (bureau_id, errand_id, number),
  FOREIGN KEY (bureau_id, errand_id) REFERENCES errand (bureau_id, id)
) {table};
