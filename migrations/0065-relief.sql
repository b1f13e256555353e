-- 救助: an application and its course, its papers, meetings and what they decided, objections, the budget of a year, what is sent to the bank
-- and what the bank says.

-- Numbers given out, by year: the row is held by whoever takes the next.
CREATE TABLE relief_serial (
  bureau_id {id} NOT NULL REFERENCES bureau,
  year {int} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('application', 'batch')),
  last {int} NOT NULL,
  PRIMARY KEY (bureau_id, year, kind)
) {table};

CREATE TABLE relief_meeting (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  held_on {text} NOT NULL,
  place {text} NOT NULL,
  chair_id {id} NOT NULL,
  recorder_id {id} NOT NULL,
  attendees {text} NOT NULL,
  -- What was said; sealed.
  minutes {blob} NOT NULL,
  made_at {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, chair_id) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, recorder_id) REFERENCES staff (bureau_id, id),
  CONSTRAINT relief_meeting_of_two CHECK (chair_id <> recorder_id)
) {table};
CREATE INDEX relief_meeting_day ON relief_meeting (bureau_id, held_on, id);

-- What may be spent in a year: on one kind, or on whatever has no budget of its own.
CREATE TABLE relief_budget (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  year {int} NOT NULL CHECK (year BETWEEN 2000 AND 2200),
  -- A word of the bureau's kinds; empty for the whole.
  kind {text} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  UNIQUE (bureau_id, year, kind)
) {table};

-- A change of a budget: proposed by one, agreed to by another; posted, it has a posting of its own id in the ledger.
CREATE TABLE relief_grant (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  year {int} NOT NULL,
  way {text} NOT NULL CHECK (way IN ('granted', 'cut', 'allotted', 'recalled')),
  kind {text} NOT NULL,
  fen {int} NOT NULL CHECK (fen > 0),
  -- The document by which it came.
  note {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('proposed', 'posted', 'withdrawn')),
  made_by {id} NOT NULL,
  made_at {int} NOT NULL,
  ended_by {id},
  ended_at {int},
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id) REFERENCES bureau,
  FOREIGN KEY (bureau_id, made_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, ended_by) REFERENCES staff (bureau_id, id),
  CONSTRAINT relief_grant_of_kind CHECK ((way IN ('granted', 'cut')) = (kind = '')),
  CONSTRAINT relief_grant_ended CHECK ((state = 'proposed') = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL)),
  CONSTRAINT relief_grant_by_two CHECK (state <> 'posted' OR ended_by <> made_by)
) {table};
CREATE INDEX relief_grant_year ON relief_grant (bureau_id, year, made_at, id);

-- What is sent to the bank at once.
CREATE TABLE relief_batch (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  year {int} NOT NULL,
  serial {int} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('made', 'released', 'answered', 'dropped')),
  made_by {id} NOT NULL,
  made_at {int} NOT NULL,
  released_by {id},
  released_at {int},
  answered_by {id},
  answered_at {int},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  UNIQUE (bureau_id, year, serial),
  FOREIGN KEY (bureau_id, made_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, released_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, answered_by) REFERENCES staff (bureau_id, id),
  CONSTRAINT relief_batch_released_by_another CHECK (released_by IS NULL OR released_by <> made_by),
  CONSTRAINT relief_batch_released CHECK ((state IN ('released', 'answered')) = (released_by IS NOT NULL)
    AND (released_by IS NULL) = (released_at IS NULL)),
  CONSTRAINT relief_batch_answered CHECK ((state = 'answered') = (answered_by IS NOT NULL) AND (answered_by IS NULL) = (answered_at IS NULL))
) {table};
CREATE INDEX relief_batch_made ON relief_batch (bureau_id, made_at, id);

CREATE TABLE relief_application (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  year {int} NOT NULL,
  serial {int} NOT NULL,
  person_id {id} NOT NULL,
  -- A word of the bureau's kinds.
  kind {text} NOT NULL,
  source {text} NOT NULL CHECK (source IN ('self', 'spouse', 'unit', 'clerk')),
  -- Why, who spoke and whom to call; sealed.
  said {blob} NOT NULL,
  -- To whom it is paid; sealed.
  payee {blob} NOT NULL,
  asked_fen {int} NOT NULL CHECK (asked_fen > 0),
  taken_by {id} NOT NULL,
  taken_at {int} NOT NULL,
  taken_on {text} NOT NULL,
  -- How far it has come.
  stage {text} NOT NULL CHECK (stage IN ('drafted', 'filed', 'verified', 'reviewed', 'met', 'noticed', 'proposed', 'approved', 'batched',
    'sent', 'returned', 'paid', 'receipted', 'archived')),
  -- Whether it is still on its way, waits for a second person to refuse it, or ended early.
  course {text} NOT NULL CHECK (course IN ('open', 'refusing', 'refused', 'withdrawn', 'stopped', 'done')),
  filed_on {text},
  verified_by {id},
  verified_on {text},
  reviewed_by {id},
  reviewed_on {text},
  meeting_id {id},
  fen {int} CHECK (fen > 0),
  noticed_from {text},
  noticed_until {text},
  -- Objections that nobody has answered.
  objections {int} NOT NULL CHECK (objections >= 0),
  proposed_by {id},
  approved_by {id},
  approved_on {text},
  budget_id {id},
  batch_id {id},
  paid_on {text},
  receipted_on {text},
  archived_on {text},
  refused_by {id},
  refused_second {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  UNIQUE (bureau_id, year, serial),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  FOREIGN KEY (bureau_id, taken_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, verified_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, reviewed_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, meeting_id) REFERENCES relief_meeting (bureau_id, id),
  FOREIGN KEY (bureau_id, proposed_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, approved_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, budget_id) REFERENCES relief_budget (bureau_id, id),
  FOREIGN KEY (bureau_id, batch_id) REFERENCES relief_batch (bureau_id, id),
  FOREIGN KEY (bureau_id, refused_by) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, refused_second) REFERENCES staff (bureau_id, id),
  CONSTRAINT relief_filed CHECK ((stage = 'drafted') = (filed_on IS NULL)),
  CONSTRAINT relief_verified CHECK ((stage IN ('drafted', 'filed')) = (verified_by IS NULL) AND (verified_by IS NULL) = (verified_on IS NULL)),
  CONSTRAINT relief_reviewed CHECK ((stage IN ('drafted', 'filed', 'verified')) = (reviewed_by IS NULL)
    AND (reviewed_by IS NULL) = (reviewed_on IS NULL)),
  CONSTRAINT relief_reviewed_by_another CHECK (reviewed_by IS NULL OR reviewed_by <> verified_by),
  CONSTRAINT relief_met CHECK ((stage IN ('drafted', 'filed', 'verified', 'reviewed')) = (fen IS NULL) AND (fen IS NULL) = (meeting_id IS NULL)),
  CONSTRAINT relief_noticed CHECK ((stage IN ('drafted', 'filed', 'verified', 'reviewed', 'met')) = (noticed_until IS NULL)
    AND (noticed_until IS NULL) = (noticed_from IS NULL)),
  CONSTRAINT relief_proposed CHECK ((stage IN ('drafted', 'filed', 'verified', 'reviewed', 'met', 'noticed')) = (proposed_by IS NULL)),
  CONSTRAINT relief_approved CHECK ((stage IN ('drafted', 'filed', 'verified', 'reviewed', 'met', 'noticed', 'proposed')) = (approved_by IS NULL)
    AND (approved_by IS NULL) = (approved_on IS NULL) AND (approved_by IS NULL) = (budget_id IS NULL)),
  CONSTRAINT relief_approved_by_another CHECK (approved_by IS NULL OR approved_by <> proposed_by),
  CONSTRAINT relief_approved_after_notice CHECK (approved_on IS NULL OR (approved_on > noticed_until AND objections = 0)),
  CONSTRAINT relief_batched CHECK ((stage IN ('batched', 'sent', 'returned', 'paid', 'receipted', 'archived')) = (batch_id IS NOT NULL)),
  CONSTRAINT relief_paid CHECK ((stage IN ('paid', 'receipted', 'archived')) = (paid_on IS NOT NULL)),
  CONSTRAINT relief_receipted CHECK ((stage IN ('receipted', 'archived')) = (receipted_on IS NOT NULL)),
  CONSTRAINT relief_archived CHECK ((stage = 'archived') = (archived_on IS NOT NULL) AND (stage = 'archived') = (course = 'done')),
  CONSTRAINT relief_refused CHECK ((course IN ('refusing', 'refused')) = (refused_by IS NOT NULL) AND (course = 'refused') = (refused_second IS NOT NULL)),
  CONSTRAINT relief_refused_by_two CHECK (refused_second IS NULL OR refused_second <> refused_by),
  CONSTRAINT relief_ended_unpaid CHECK (course NOT IN ('refused', 'withdrawn', 'stopped') OR stage NOT IN ('sent', 'paid', 'receipted', 'archived'))
) {table};
CREATE INDEX relief_course ON relief_application (bureau_id, course, stage, taken_at, id);
CREATE INDEX relief_taken ON relief_application (bureau_id, taken_at, id);
CREATE INDEX relief_year ON relief_application (bureau_id, year, kind, taken_at, id);
CREATE INDEX relief_person ON relief_application (bureau_id, person_id, taken_at);
CREATE INDEX relief_met_at ON relief_application (bureau_id, meeting_id, id);
CREATE INDEX relief_in_batch ON relief_application (bureau_id, batch_id, id);
CREATE INDEX relief_on_notice ON relief_application (bureau_id, noticed_until, id);

-- What happened to an application, in order; a number is the version that it had after it.
CREATE TABLE relief_entry (
  bureau_id {id} NOT NULL,
  application_id {id} NOT NULL,
  number {int} NOT NULL,
  id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('drafted', 'changed', 'filed', 'verified', 'reviewed', 'sent-back', 'refusing', 'kept', 'refused', 'agreed',
    'postponed', 'noticed', 'objected', 'answered', 'upheld', 'proposed', 'approved', 'voided', 'batched', 'unbatched', 'released', 'paid',
    'returned', 'receipted', 'archived', 'withdrawn', 'stopped', 'restored')),
  at {int} NOT NULL,
  by_id {id} NOT NULL,
  -- Why, or in whose words; sealed.
  note {blob},
  PRIMARY KEY (bureau_id, application_id, number),
  FOREIGN KEY (bureau_id, application_id) REFERENCES relief_application (bureau_id, id)
) {table};

-- A paper of an application: evidence, or the receipt signed. Drawn anew as all pictures are; sealed.
CREATE TABLE relief_paper (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  application_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('evidence', 'receipt')),
  -- What it shows; sealed.
  label {blob} NOT NULL,
  content {blob} NOT NULL,
  put_at {int} NOT NULL,
  put_by {id} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, application_id) REFERENCES relief_application (bureau_id, id)
) {table};
CREATE INDEX relief_paper_of ON relief_paper (bureau_id, application_id, put_at, id);

-- What a meeting said of one application.
CREATE TABLE relief_decision (
  bureau_id {id} NOT NULL,
  meeting_id {id} NOT NULL,
  application_id {id} NOT NULL,
  verdict {text} NOT NULL CHECK (verdict IN ('agreed', 'refused', 'postponed')),
  fen {int},
  -- Why; sealed.
  note {blob},
  PRIMARY KEY (bureau_id, meeting_id, application_id),
  FOREIGN KEY (bureau_id, meeting_id) REFERENCES relief_meeting (bureau_id, id),
  FOREIGN KEY (bureau_id, application_id) REFERENCES relief_application (bureau_id, id),
  CONSTRAINT relief_decision_amount CHECK ((verdict = 'agreed') = (fen IS NOT NULL))
) {table};

-- What somebody says against a decision on notice, and the answer. Sealed.
CREATE TABLE relief_objection (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  application_id {id} NOT NULL,
  said {blob} NOT NULL,
  noted_by {id} NOT NULL,
  noted_at {int} NOT NULL,
  answer {blob},
  outcome {text} CHECK (outcome IN ('kept', 'upheld')),
  answered_by {id},
  answered_at {int},
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, application_id) REFERENCES relief_application (bureau_id, id),
  CONSTRAINT relief_objection_answered CHECK ((answer IS NULL) = (outcome IS NULL) AND (answer IS NULL) = (answered_by IS NULL)
    AND (answer IS NULL) = (answered_at IS NULL))
) {table};
CREATE INDEX relief_objection_of ON relief_objection (bureau_id, application_id, noted_at, id);

-- What of a batch goes to whom, as it stood when it was made.
CREATE TABLE relief_line (
  bureau_id {id} NOT NULL,
  batch_id {id} NOT NULL,
  number {int} NOT NULL,
  application_id {id} NOT NULL,
  fen {int} NOT NULL CHECK (fen > 0),
  payee {blob} NOT NULL,
  outcome {text} CHECK (outcome IN ('paid', 'returned')),
  -- What the bank says: its reference, or why not; sealed.
  answer {blob},
  PRIMARY KEY (bureau_id, batch_id, number),
  UNIQUE (bureau_id, batch_id, application_id),
  FOREIGN KEY (bureau_id, batch_id) REFERENCES relief_batch (bureau_id, id),
  FOREIGN KEY (bureau_id, application_id) REFERENCES relief_application (bureau_id, id),
  CONSTRAINT relief_line_answered CHECK ((outcome IS NULL) = (answer IS NULL))
) {table};
