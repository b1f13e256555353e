-- 首接负责: whatever somebody asks for, who received it first, who is at it, until when in working time, and how the asker took it.
-- first_id is set when a case is received; no statement of the program changes it.
CREATE TABLE case_file (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  person_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('question', 'medical', 'errand', 'relief', 'benefit', 'activity', 'complaint', 'other')),
  urgency {text} NOT NULL CHECK (urgency IN ('urgent', 'ordinary', 'complex')),
  channel {text} NOT NULL CHECK (channel IN ('phone', 'desk', 'paper', 'visit')),
  asker {text} NOT NULL CHECK (asker IN ('elder', 'family', 'other')),
  -- Who asked, how to reach them, and what in their words; sealed.
  said {blob} NOT NULL,
  first_id {id} NOT NULL,
  received_at {int} NOT NULL,
  stage {text} NOT NULL CHECK (stage IN ('waiting', 'working', 'raised', 'refusing', 'answered', 'closed')),
  handler_id {id},
  raised_by {id},
  refused_by {id},
  agreed_by {id},
  outcome {text} CHECK (outcome IN ('done', 'refused')),
  promised_on {text},
  tries {int} NOT NULL,
  called_by {id},
  called_at {int},
  verdict {text} CHECK (verdict IN ('satisfied', 'unsatisfied', 'not-reached')),
  -- Whether the bureau said, when the case was closed, that its handler does not call back.
  called_apart {int} CHECK (called_apart IN (0, 1)),
  -- The clock: working minutes allowed and spent, and when each rung is told.
  round {int} NOT NULL,
  allowed_minutes {int} NOT NULL CHECK (allowed_minutes > 0),
  used_minutes {int} NOT NULL CHECK (used_minutes >= 0),
  running_since {int},
  near_at {int},
  due_at {int},
  head_at {int},
  leader_at {int},
  paused_at {int},
  level {int} NOT NULL CHECK (level BETWEEN 0 AND 3),
  -- When the next rung is told; none while the clock stands still or where all have been.
  escalate_at {int},
  is_open {int} NOT NULL CHECK (is_open IN (0, 1)),
  -- Where it stands in lists: by when it is due, and behind all others while its clock stands still; once closed, by when that was.
  sort_at {int} NOT NULL,
  open_steps {int} NOT NULL CHECK (open_steps >= 0),
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  FOREIGN KEY (bureau_id, first_id) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, handler_id) REFERENCES staff (bureau_id, id),
  CONSTRAINT case_refused_by_two CHECK (agreed_by IS NULL OR (refused_by IS NOT NULL AND agreed_by <> refused_by)),
  CONSTRAINT case_refused_with_agreement CHECK (outcome IS NULL OR outcome <> 'refused' OR agreed_by IS NOT NULL),
  CONSTRAINT case_handled CHECK (stage IN ('waiting', 'raised') OR handler_id IS NOT NULL),
  CONSTRAINT case_closed_by_call CHECK ((stage = 'closed') = (called_at IS NOT NULL) AND (called_at IS NULL) = (verdict IS NULL)
    AND (called_at IS NULL) = (called_by IS NULL)),
  CONSTRAINT case_called_by_another CHECK (called_apart IS NULL OR called_apart = 0 OR called_by <> handler_id),
  CONSTRAINT case_answered CHECK (stage NOT IN ('answered', 'closed') OR (outcome IS NOT NULL AND open_steps = 0)),
  CONSTRAINT case_open CHECK ((is_open = 1) = (stage <> 'closed')),
  CONSTRAINT case_clock CHECK ((running_since IS NULL) = (paused_at IS NOT NULL) AND (due_at IS NULL) = (paused_at IS NOT NULL)
    AND (escalate_at IS NULL OR due_at IS NOT NULL))
) {table};
CREATE INDEX case_file_escalate ON case_file (bureau_id, escalate_at, id);
CREATE INDEX case_file_sort ON case_file (bureau_id, is_open, sort_at, id);
CREATE INDEX case_file_first ON case_file (bureau_id, first_id, is_open);
CREATE INDEX case_file_handler ON case_file (bureau_id, handler_id, is_open);
CREATE INDEX case_file_person ON case_file (bureau_id, person_id, received_at);

-- A part of a case that somebody else does, while whoever received the case stays answerable for the whole.
CREATE TABLE case_step (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  case_id {id} NOT NULL,
  handler_id {id} NOT NULL,
  due_on {text} NOT NULL,
  what {blob} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('open', 'done', 'withdrawn')),
  made_at {int} NOT NULL,
  made_by {id} NOT NULL,
  ended_at {int},
  ended_by {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, case_id) REFERENCES case_file (bureau_id, id),
  FOREIGN KEY (bureau_id, handler_id) REFERENCES staff (bureau_id, id),
  CHECK ((state = 'open') = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL))
) {table};
CREATE INDEX case_step_case ON case_step (bureau_id, case_id, made_at);
CREATE INDEX case_step_handler ON case_step (bureau_id, handler_id, state, case_id);

-- What happened to a case, in order; a number is the version that the case had after it.
CREATE TABLE case_entry (
  bureau_id {id} NOT NULL,
  case_id {id} NOT NULL,
  number {int} NOT NULL,
  id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('received', 'taken', 'handed', 'part', 'part-done', 'part-withdrawn', 'promised', 'raised', 'decided',
    'paused', 'resumed', 'refused', 'agreed', 'disagreed', 'answered', 'not-reached', 'again', 'closed')),
  at {int} NOT NULL,
  by_id {id} NOT NULL,
  to_id {id},
  -- Why, or in whose words; sealed.
  note {blob},
  PRIMARY KEY (bureau_id, case_id, number),
  FOREIGN KEY (bureau_id, case_id) REFERENCES case_file (bureau_id, id)
) {table};

-- Who was told that a clock had run out: each rung of a round once.
CREATE TABLE case_rung (
  bureau_id {id} NOT NULL,
  case_id {id} NOT NULL,
  round {int} NOT NULL,
  level {int} NOT NULL CHECK (level BETWEEN 1 AND 3),
  -- Nobody where the bureau has not said who it is.
  told_id {id},
  at {int} NOT NULL,
  noted_at {int} NOT NULL,
  PRIMARY KEY (bureau_id, case_id, round, level),
  FOREIGN KEY (bureau_id, case_id) REFERENCES case_file (bureau_id, id)
) {table};
CREATE INDEX case_rung_told ON case_rung (bureau_id, told_id, case_id, round);
