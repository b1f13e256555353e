-- What people belong to: branches, clubs, classes, advisory groups, with dated members and posts.

CREATE TABLE person_group (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('committee', 'branch', 'party-group', 'club', 'class', 'advisory')),
  name {text} NOT NULL,
  parent_id {id},
  area_id {id},
  founded_on {text},
  closed_on {text},
  term_months {int} CHECK (term_months BETWEEN 1 AND 240),
  category {text},
  remark {text},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, parent_id) REFERENCES person_group (bureau_id, id),
  FOREIGN KEY (bureau_id, area_id) REFERENCES area (bureau_id, id)
) {table};
CREATE UNIQUE INDEX person_group_name ON person_group (bureau_id, kind, name) WHERE closed_on IS NULL;
CREATE INDEX person_group_kind ON person_group (bureau_id, kind, name, id);
CREATE INDEX person_group_parent ON person_group (bureau_id, parent_id, id) WHERE parent_id IS NOT NULL;

-- since may be known to the month or the year only, and then counts from its first day; until is the last day. A membership
-- entered by mistake never was.
CREATE TABLE membership (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  group_id {id} NOT NULL,
  person_id {id} NOT NULL,
  since {text} NOT NULL,
  until {text},
  ended_because {text} CHECK (ended_because IN ('died', 'moved', 'left', 'closed', 'mistake')),
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, group_id) REFERENCES person_group (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  CHECK ((until IS NULL) = (ended_because IS NULL))
) {table};
CREATE UNIQUE INDEX membership_active ON membership (bureau_id, group_id, person_id) WHERE until IS NULL;
CREATE INDEX membership_person ON membership (bureau_id, person_id, since);
CREATE INDEX membership_group ON membership (bureau_id, group_id, until, person_id);

-- 书记, 班长, …: who holds it, from when, and when the term ends.
CREATE TABLE post (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  group_id {id} NOT NULL,
  person_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('head', 'deputy', 'organiser', 'publicist', 'discipline', 'treasurer', 'backbone', 'other')),
  since {text} NOT NULL,
  term_ends_on {text},
  until {text},
  ended_because {text} CHECK (ended_because IN ('died', 'moved', 'left', 'term', 'closed', 'mistake')),
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, group_id) REFERENCES person_group (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  CHECK ((until IS NULL) = (ended_because IS NULL))
) {table};
CREATE UNIQUE INDEX post_active ON post (bureau_id, group_id, person_id, kind) WHERE until IS NULL;
CREATE UNIQUE INDEX post_head ON post (bureau_id, group_id) WHERE until IS NULL AND kind = 'head';
CREATE INDEX post_person ON post (bureau_id, person_id, since);
CREATE INDEX post_term ON post (bureau_id, term_ends_on, id) WHERE until IS NULL AND term_ends_on IS NOT NULL;
