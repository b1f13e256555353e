-- 通知: what somebody is told, why, by which way, and what became of it. A notice is written in the transaction of its cause.
CREATE TABLE notice (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  -- Why: what happened, to which thing, which time.
  cause {text} NOT NULL CHECK (cause IN ('case-received', 'case-late', 'errand-assigned', 'circular')),
  cause_id {id} NOT NULL,
  occasion {int} NOT NULL,
  -- To whom: somebody of the registry, or somebody who works here. addressee_id is either of them as it was when the notice was written.
  person_id {id},
  staff_id {id},
  addressee_id {id} NOT NULL,
  -- 0, and one more for each other way that a clerk chose for the same notice.
  turn {int} NOT NULL CHECK (turn >= 0),
  channel {text} NOT NULL CHECK (channel IN ('mail', 'text', 'letter', 'call', 'paste')),
  because {text} NOT NULL CHECK (because IN ('wished', 'usual', 'missing', 'instead')),
  -- Name, whoever takes it for them, address, subject and text; sealed.
  content {blob} NOT NULL,
  written_at {int} NOT NULL,
  written_by {id},
  state {text} NOT NULL CHECK (state IN ('waiting', 'sending', 'unclear', 'sent', 'printed', 'pasted', 'told', 'given-up', 'withdrawn')),
  -- Not to be sent, or called about, before.
  not_before {int} NOT NULL,
  -- How often it was tried.
  tries {int} NOT NULL CHECK (tries >= 0),
  -- Whose sending it is.
  lease_id {id},
  -- When a program looks at it: what waits for one, or a sending that ran out of its time.
  due_at {int},
  -- What the other side said last: a word, and its code where it has one.
  fault {text},
  code {int},
  -- Under which name the other side took it.
  receipt {text},
  ended_at {int},
  ended_by {id},
  -- Why it was withdrawn.
  why {text} CHECK (why IN ('died', 'clerk', 'instead', 'overtaken')),
  is_open {int} NOT NULL CHECK (is_open IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  CONSTRAINT notice_to_one CHECK ((person_id IS NULL) <> (staff_id IS NULL)),
  CONSTRAINT notice_open CHECK ((is_open = 1) = (state IN ('waiting', 'sending', 'unclear', 'given-up'))),
  CONSTRAINT notice_leased CHECK (state <> 'sending' OR (lease_id IS NOT NULL AND due_at IS NOT NULL)),
  CONSTRAINT notice_due CHECK (due_at IS NULL OR (state IN ('waiting', 'sending') AND channel IN ('mail', 'text'))),
  CONSTRAINT notice_by_hand CHECK (state NOT IN ('sending', 'unclear', 'sent') OR channel IN ('mail', 'text')),
  CONSTRAINT notice_printed CHECK (state <> 'printed' OR channel = 'letter'),
  CONSTRAINT notice_pasted CHECK (state <> 'pasted' OR channel = 'paste'),
  CONSTRAINT notice_told CHECK (state <> 'told' OR channel = 'call'),
  CONSTRAINT notice_ended CHECK ((state IN ('sent', 'printed', 'pasted', 'told', 'withdrawn')) = (ended_at IS NOT NULL)),
  CONSTRAINT notice_withdrawn CHECK ((state = 'withdrawn') = (why IS NOT NULL))
) {table};
-- One for each cause, addressee and turn, whoever writes it.
CREATE UNIQUE INDEX notice_once ON notice (bureau_id, cause, cause_id, occasion, addressee_id, turn);
CREATE INDEX notice_due_at ON notice (bureau_id, channel, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX notice_list ON notice (bureau_id, is_open, written_at, id);
CREATE INDEX notice_state ON notice (bureau_id, state, channel, not_before, id);
CREATE INDEX notice_person ON notice (bureau_id, person_id, written_at, id) WHERE person_id IS NOT NULL;

-- 电话通知记录: who called, when, and whether anybody was reached.
CREATE TABLE notice_call (
  bureau_id {id} NOT NULL,
  notice_id {id} NOT NULL,
  number {int} NOT NULL,
  id {id} NOT NULL,
  at {int} NOT NULL,
  by_id {id} NOT NULL,
  is_reached {int} NOT NULL CHECK (is_reached IN (0, 1)),
  -- What was said; sealed.
  words {blob},
  PRIMARY KEY (bureau_id, notice_id, number),
  FOREIGN KEY (bureau_id, notice_id) REFERENCES notice (bureau_id, id)
) {table};

-- How somebody wishes to be told.
CREATE TABLE notice_preference (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  person_id {id},
  staff_id {id},
  channel {text} CHECK (channel IN ('mail', 'text', 'letter', 'call', 'paste')),
  -- Mail address; sealed.
  mail {blob},
  lang {text} NOT NULL CHECK (lang IN ('zh-CN', 'en')),
  -- The family proxy is told in their place.
  by_proxy {int} NOT NULL CHECK (by_proxy IN (0, 1)),
  -- Wishes a receipt for what they ask for.
  receipts {int} NOT NULL CHECK (receipts IN (0, 1)),
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  CHECK ((person_id IS NULL) <> (staff_id IS NULL))
) {table};
CREATE UNIQUE INDEX notice_preference_person ON notice_preference (bureau_id, person_id) WHERE person_id IS NOT NULL;
CREATE UNIQUE INDEX notice_preference_staff ON notice_preference (bureau_id, staff_id) WHERE staff_id IS NOT NULL;
