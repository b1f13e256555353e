-- The duty desk: bureaus and accounts, the registry of people, ledgers taken in, who answers for whom, what is owed.
-- Every key begins with bureau_id. Dates are ISO 8601 text, instants UTC milliseconds, words from closed lists checked here.

CREATE TABLE bureau (
  bureau_id {id} NOT NULL PRIMARY KEY,
  code {text} NOT NULL UNIQUE,
  name {text} NOT NULL,
  created_at {int} NOT NULL
) {table};

CREATE TABLE account (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  login {text} NOT NULL,
  name {text} NOT NULL,
  role {text} NOT NULL CHECK (role IN ('clerk', 'doctor', 'leader', 'auditor', 'admin')),
  staff_id {id},
  password {text} NOT NULL,
  must_change {int} NOT NULL CHECK (must_change IN (0, 1)),
  failures {int} NOT NULL,
  locked_until {int},
  created_at {int} NOT NULL,
  closed_at {int},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};
CREATE UNIQUE INDEX account_login ON account (bureau_id, login);

CREATE TABLE session (
  bureau_id {id} NOT NULL,
  token_hash {blob} NOT NULL,
  account_id {id} NOT NULL,
  opened_at {int} NOT NULL,
  seen_at {int} NOT NULL,
  PRIMARY KEY (bureau_id, token_hash),
  FOREIGN KEY (bureau_id, account_id) REFERENCES account (bureau_id, id)
) {table};
CREATE INDEX session_account ON session (bureau_id, account_id);

CREATE TABLE audit_head (
  bureau_id {id} NOT NULL PRIMARY KEY REFERENCES bureau,
  seq {int} NOT NULL,
  hash {blob} NOT NULL
) {table};

CREATE TABLE audit_entry (
  bureau_id {id} NOT NULL,
  seq {int} NOT NULL,
  at {int} NOT NULL,
  account_id {id},
  name {text} NOT NULL,
  action {text} NOT NULL,
  kind {text} NOT NULL,
  subject_id {id},
  detail {text} NOT NULL,
  hash {blob} NOT NULL,
  PRIMARY KEY (bureau_id, seq)
) {table};
CREATE INDEX audit_entry_subject ON audit_entry (bureau_id, kind, subject_id, seq);

-- A setting holds from a day on; the newest not after today counts.
CREATE TABLE setting (
  bureau_id {id} NOT NULL REFERENCES bureau,
  name {text} NOT NULL,
  since {text} NOT NULL,
  value {text} NOT NULL,
  PRIMARY KEY (bureau_id, name, since)
) {table};

CREATE TABLE area (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  code {text} NOT NULL,
  name {text} NOT NULL,
  latitude {real},
  longitude {real},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};
CREATE UNIQUE INDEX area_name ON area (bureau_id, name);

CREATE TABLE unit (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  name {text} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};
CREATE UNIQUE INDEX unit_name ON unit (bureau_id, name);

CREATE TABLE person (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  name {text} NOT NULL,
  pinyin {text} NOT NULL,
  sex {text} NOT NULL CHECK (sex IN ('male', 'female', 'unknown')),
  born {text},
  citizen_id {blob},
  citizen_id_index {blob},
  category {text} NOT NULL CHECK (category IN ('honoured', 'retired', 'survivor')),
  rank {text},
  treatment {text},
  ethnicity {text},
  politics {text},
  joined_work {text},
  retired {text},
  unit_id {id},
  area_id {id},
  address {text},
  phone {text},
  latitude {real},
  longitude {real},
  living {text} NOT NULL,
  health_note {blob},
  remark {text},
  created_at {int} NOT NULL,
  updated_at {int} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, unit_id) REFERENCES unit (bureau_id, id),
  FOREIGN KEY (bureau_id, area_id) REFERENCES area (bureau_id, id)
) {table};
CREATE INDEX person_pinyin ON person (bureau_id, pinyin, id);
CREATE UNIQUE INDEX person_citizen_id ON person (bureau_id, citizen_id_index) WHERE citizen_id_index IS NOT NULL;
CREATE INDEX person_unit ON person (bureau_id, unit_id, pinyin, id);
CREATE INDEX person_area ON person (bureau_id, area_id, pinyin, id);

-- Illnesses by ICD-10, one row each.
CREATE TABLE person_condition (
  bureau_id {id} NOT NULL,
  person_id {id} NOT NULL,
  code {text} NOT NULL,
  PRIMARY KEY (bureau_id, person_id, code),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id)
) {table};
CREATE INDEX person_condition_code ON person_condition (bureau_id, code, person_id);

-- How many people a bureau has of each category; kept with every change, since counting them would cost more than a page.
CREATE TABLE person_tally (
  bureau_id {id} NOT NULL REFERENCES bureau,
  category {text} NOT NULL,
  people {int} NOT NULL,
  PRIMARY KEY (bureau_id, category)
) {table};

-- What finds a person in the search box. Number tails stand here under a keyed hash.
CREATE TABLE search_term (
  bureau_id {id} NOT NULL,
  term {text} NOT NULL,
  pinyin {text} NOT NULL,
  person_id {id} NOT NULL,
  PRIMARY KEY (bureau_id, term, pinyin, person_id)
) {table};

-- A ledger taken in: what each row was and what it changes from what to what, so that all of it can be undone.
-- The file (sealed) stays until the import is done or put away; detail is sealed too.
CREATE TABLE intake (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  kind {text} NOT NULL,
  file_name {text} NOT NULL,
  file_hash {blob} NOT NULL,
  content {blob},
  mapping {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('checked', 'done', 'undone', 'discarded')),
  rows_new {int} NOT NULL,
  rows_changed {int} NOT NULL,
  rows_same {int} NOT NULL,
  rows_wrong {int} NOT NULL,
  made_by {id},
  made_at {int} NOT NULL,
  done_at {int},
  undone_at {int},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};
CREATE INDEX intake_made ON intake (bureau_id, made_at, id);
CREATE INDEX intake_file ON intake (bureau_id, file_hash, made_at);

CREATE TABLE intake_row (
  bureau_id {id} NOT NULL,
  intake_id {id} NOT NULL,
  number {int} NOT NULL,
  sheet {text} NOT NULL,
  row_number {int} NOT NULL,
  verdict {text} NOT NULL CHECK (verdict IN ('new', 'changed', 'same', 'wrong')),
  label {text} NOT NULL,
  subject_id {id},
  detail {blob} NOT NULL,
  after_version {int},
  PRIMARY KEY (bureau_id, intake_id, number),
  FOREIGN KEY (bureau_id, intake_id) REFERENCES intake (bureau_id, id)
) {table};
CREATE INDEX intake_row_verdict ON intake_row (bureau_id, intake_id, verdict, number);
CREATE INDEX intake_row_subject ON intake_row (bureau_id, subject_id, intake_id);

CREATE TABLE hospital (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  name {text} NOT NULL,
  grade {text},
  area_id {id},
  address {text},
  phone {text},
  latitude {real},
  longitude {real},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, area_id) REFERENCES area (bureau_id, id)
) {table};
CREATE UNIQUE INDEX hospital_name ON hospital (bureau_id, name);

-- Somebody who owns promises.
CREATE TABLE staff (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  name {text} NOT NULL,
  pinyin {text} NOT NULL,
  phone {text},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};
CREATE INDEX staff_pinyin ON staff (bureau_id, pinyin, id);

CREATE TABLE doctor (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  hospital_id {id} NOT NULL,
  sex {text} NOT NULL CHECK (sex IN ('male', 'female', 'unknown')),
  department {text},
  specialty {text} NOT NULL,
  capacity {int} NOT NULL CHECK (capacity >= 0),
  remark {text},
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, id) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, hospital_id) REFERENCES hospital (bureau_id, id)
) {table};
CREATE INDEX doctor_hospital ON doctor (bureau_id, hospital_id, id);

-- Who answers for whom, and as what, from when to when. At most one of a kind at a time.
CREATE TABLE responsibility (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  person_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('doctor')),
  staff_id {id} NOT NULL,
  since {text} NOT NULL,
  until {text},
  ended_because {text},
  reason {text} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  FOREIGN KEY (bureau_id, staff_id) REFERENCES staff (bureau_id, id),
  CHECK ((until IS NULL) = (ended_because IS NULL))
) {table};
CREATE UNIQUE INDEX responsibility_active ON responsibility (bureau_id, person_id, kind) WHERE until IS NULL;
CREATE INDEX responsibility_staff ON responsibility (bureau_id, staff_id, until, person_id);
CREATE INDEX responsibility_person ON responsibility (bureau_id, person_id, since);

-- A pairing on the table: computed, mended by hand, then published or put away.
CREATE TABLE proposal (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('draft', 'published', 'discarded')),
  weights {text} NOT NULL,
  cost {int} NOT NULL,
  bound {int} NOT NULL,
  made_at {int} NOT NULL,
  published_at {int},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};
CREATE INDEX proposal_made ON proposal (bureau_id, made_at, id);

CREATE TABLE proposal_row (
  bureau_id {id} NOT NULL,
  proposal_id {id} NOT NULL,
  person_id {id} NOT NULL,
  staff_id {id},
  before_id {id},
  by_hand {int} NOT NULL CHECK (by_hand IN (0, 1)),
  cost {int} NOT NULL,
  distance_m {int},
  reason {text} NOT NULL,
  PRIMARY KEY (bureau_id, proposal_id, person_id),
  FOREIGN KEY (bureau_id, proposal_id) REFERENCES proposal (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id)
) {table};
CREATE INDEX proposal_row_staff ON proposal_row (bureau_id, proposal_id, staff_id, person_id);

CREATE TABLE campaign (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  name {text} NOT NULL,
  opens_on {text} NOT NULL,
  closes_on {text} NOT NULL,
  conditions {text} NOT NULL,
  made_at {int} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};
CREATE UNIQUE INDEX campaign_name ON campaign (bureau_id, name, opens_on);

-- A promise to somebody: an owner, a date and a proof. next_on is the day it is promised for now: the due day, or the day
-- agreed after a try that met nobody.
CREATE TABLE task (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  person_id {id} NOT NULL,
  owner_id {id} NOT NULL,
  campaign_id {id},
  form {text} NOT NULL CHECK (form IN ('home-visit')),
  opens_on {text} NOT NULL,
  due_on {text} NOT NULL,
  next_on {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
  again_on {text},
  tries {int} NOT NULL,
  done_on {text},
  report {blob},
  cancelled_because {text} CHECK (cancelled_because IN ('uncovered')),
  closed_at {int},
  closed_by {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  FOREIGN KEY (bureau_id, owner_id) REFERENCES staff (bureau_id, id),
  FOREIGN KEY (bureau_id, campaign_id) REFERENCES campaign (bureau_id, id),
  CHECK ((state = 'done') = (done_on IS NOT NULL)),
  CHECK ((state = 'cancelled') = (cancelled_because IS NOT NULL))
) {table};
CREATE INDEX task_state ON task (bureau_id, state, next_on, id);
CREATE INDEX task_owner ON task (bureau_id, owner_id, state, next_on, id);
CREATE INDEX task_campaign ON task (bureau_id, campaign_id, state, next_on, id);
CREATE INDEX task_person ON task (bureau_id, person_id, due_on, id);
CREATE UNIQUE INDEX task_campaign_person ON task (bureau_id, campaign_id, person_id) WHERE campaign_id IS NOT NULL;

-- Every try at a task: not at home, again on.
CREATE TABLE task_try (
  bureau_id {id} NOT NULL,
  task_id {id} NOT NULL,
  number {int} NOT NULL,
  tried_on {text} NOT NULL,
  again_on {text} NOT NULL,
  noted_at {int} NOT NULL,
  noted_by {id},
  PRIMARY KEY (bureau_id, task_id, number),
  FOREIGN KEY (bureau_id, task_id) REFERENCES task (bureau_id, id)
) {table};
