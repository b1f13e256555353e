-- An elder's own page: whose account is let in to whose, by the bureau, and until when.
{words account.role: clerk doctor leader auditor admin guide elder};
{words case_file.channel: phone desk paper visit screen};

CREATE TABLE portal_access (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  account_id {id} NOT NULL,
  person_id {id} NOT NULL,
  as_who {text} NOT NULL CHECK (as_who IN ('self', 'family')),
  since {text} NOT NULL,
  until {text},
  given_by {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, account_id) REFERENCES account (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id)
) {table};
CREATE UNIQUE INDEX portal_access_now ON portal_access (bureau_id, account_id, person_id) WHERE until IS NULL;
CREATE INDEX portal_access_person ON portal_access (bureau_id, person_id);
