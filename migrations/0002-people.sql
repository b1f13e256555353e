-- The registry in full: every field of a person, what held in the past, relations, ability, and an end to being served.

{words person.category: honoured retired survivor relative};

ALTER TABLE person ADD COLUMN former_name {text};
ALTER TABLE person ADD COLUMN native_place {text};
ALTER TABLE person ADD COLUMN joined_party {text};
ALTER TABLE person ADD COLUMN education {text};
ALTER TABLE person ADD COLUMN title {text};
ALTER TABLE person ADD COLUMN birthday_by {text} CHECK (birthday_by IN ('solar', 'lunar'));
ALTER TABLE person ADD COLUMN revolution_since {text};
ALTER TABLE person ADD COLUMN revolution_period {text} CHECK (revolution_period IN ('agrarian', 'resistance-early', 'resistance-late', 'liberation'));
ALTER TABLE person ADD COLUMN post {text};
ALTER TABLE person ADD COLUMN treatment_since {text};
ALTER TABLE person ADD COLUMN treatment_document {text};
-- 现管单位, which pays and counts them; none: the unit they retired from.
ALTER TABLE person ADD COLUMN paying_unit_id {id};
ALTER TABLE person ADD COLUMN statistics_mark {text};
ALTER TABLE person ADD COLUMN awards {text};
ALTER TABLE person ADD COLUMN contribution {text};
ALTER TABLE person ADD COLUMN settled_at {text};
ALTER TABLE person ADD COLUMN marital {text};
ALTER TABLE person ADD COLUMN children {int} CHECK (children BETWEEN 0 AND 30);
ALTER TABLE person ADD COLUMN dependent_children {int} CHECK (dependent_children BETWEEN 0 AND 30);
ALTER TABLE person ADD COLUMN health {text};
ALTER TABLE person ADD COLUMN disability {text};
ALTER TABLE person ADD COLUMN self_care {text} CHECK (self_care IN ('full', 'partial', 'none'));
ALTER TABLE person ADD COLUMN medical_treatment {text};
ALTER TABLE person ADD COLUMN nearby_hospital {text};
ALTER TABLE person ADD COLUMN allergies {blob};
ALTER TABLE person ADD COLUMN skills {text};
ALTER TABLE person ADD COLUMN hobbies {text};
-- Served until then. A person whose service ended stays in the registry.
ALTER TABLE person ADD COLUMN ended_on {text};
ALTER TABLE person ADD COLUMN ended_because {text} CHECK (ended_because IN ('died', 'moved', 'merged', 'other'));
ALTER TABLE person ADD COLUMN death_cause {blob};
ALTER TABLE person ADD COLUMN farewell {text};
ALTER TABLE person ADD COLUMN benefit_paid_on {text};
ALTER TABLE person ADD COLUMN benefit_payee {text};
ALTER TABLE person ADD COLUMN benefit_unpaid_because {text};
CREATE INDEX person_paying_unit ON person (bureau_id, paying_unit_id, id) WHERE paying_unit_id IS NOT NULL;

-- 单位性质: organ 机关, institution 事业, enterprise 企业.
ALTER TABLE unit ADD COLUMN kind {text} CHECK (kind IN ('organ', 'institution', 'enterprise', 'other'));

-- What a field said until a day, exclusive. On a day D holds the row with the least held_until after D, else what the person's
-- row says: so nobody has rows before something changes. Sensitive values are sealed by their field's own seam.
CREATE TABLE person_past (
  bureau_id {id} NOT NULL,
  person_id {id} NOT NULL,
  field {text} NOT NULL,
  held_until {text} NOT NULL,
  value {text},
  noted_at {int} NOT NULL,
  noted_by {id},
  PRIMARY KEY (bureau_id, person_id, field, held_until),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id)
) {table};

CREATE TABLE person_photo (
  bureau_id {id} NOT NULL,
  person_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('image/jpeg', 'image/png')),
  content {blob} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, person_id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id)
) {table};

-- other_id is the spouse, child, … of person_id. A marriage stands once and is read both ways.
CREATE TABLE relation (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  person_id {id} NOT NULL,
  other_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('spouse', 'child', 'parent', 'sibling', 'kin', 'carer', 'friend')),
  is_contact {int} NOT NULL CHECK (is_contact IN (0, 1)),
  is_proxy {int} NOT NULL CHECK (is_proxy IN (0, 1)),
  since {text},
  until {text},
  ended_because {text} CHECK (ended_because IN ('died', 'divorced', 'mistake', 'other')),
  remark {text},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  FOREIGN KEY (bureau_id, other_id) REFERENCES person (bureau_id, id),
  CHECK (person_id <> other_id),
  CHECK ((until IS NULL) = (ended_because IS NULL))
) {table};
CREATE INDEX relation_person ON relation (bureau_id, person_id, kind, other_id);
CREATE INDEX relation_other ON relation (bureau_id, other_id, kind, person_id);
CREATE UNIQUE INDEX relation_once ON relation (bureau_id, person_id, other_id, kind) WHERE until IS NULL;

-- Ability by GB/T 42195: what was scored, and the level it came to by the thresholds of that day.
CREATE TABLE assessment (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  person_id {id} NOT NULL,
  assessed_on {text} NOT NULL,
  scores {blob} NOT NULL,
  total {int} NOT NULL,
  level {int} NOT NULL CHECK (level BETWEEN 0 AND 4),
  assessor {text},
  noted_at {int} NOT NULL,
  noted_by {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id)
) {table};
CREATE INDEX assessment_person ON assessment (bureau_id, person_id, assessed_on, id);
