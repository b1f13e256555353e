-- 委托书、代办钱款: a written mandate before any money, each movement with who made it and who agreed, receipts, and the elder's signature.
CREATE TABLE errand_mandate (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  person_id {id} NOT NULL,
  signed_on {text} NOT NULL,
  -- The last day it holds.
  until_on {text} NOT NULL,
  -- The scanned sheet, drawn anew; sealed.
  content {blob} NOT NULL,
  put_at {int} NOT NULL,
  put_by {id} NOT NULL,
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, person_id) REFERENCES person (bureau_id, id),
  CHECK (until_on >= signed_on)
) {table};
CREATE INDEX errand_mandate_person ON errand_mandate (bureau_id, person_id, until_on);

-- A receipt, or the elder's signature on the screen or on a slip: drawn anew as all pictures are; sealed.
CREATE TABLE errand_paper (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  errand_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('receipt', 'signature')),
  content {blob} NOT NULL,
  put_at {int} NOT NULL,
  put_by {id} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, errand_id) REFERENCES errand (bureau_id, id)
) {table};
CREATE INDEX errand_paper_errand ON errand_paper (bureau_id, errand_id, put_at);

-- A movement of money: proposed where it takes two, and then agreed to or withdrawn. Posted, it has a posting of its own id in the ledger.
CREATE TABLE errand_move (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  errand_id {id} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('from-elder', 'advance', 'drawn', 'paid', 'to-elder', 'back')),
  fen {int} NOT NULL CHECK (fen > 0),
  -- By which mandate: without one there is no money.
  mandate_id {id} NOT NULL,
  -- What for; sealed.
  note {blob},
  paper_id {id},
  -- The movement that this one takes back.
  undoes_id {id},
  state {text} NOT NULL CHECK (state IN ('proposed', 'posted', 'withdrawn')),
  made_by {id} NOT NULL,
  made_at {int} NOT NULL,
  ended_by {id},
  ended_at {int},
  PRIMARY KEY (bureau_id, id),
  FOREIGN KEY (bureau_id, errand_id) REFERENCES errand (bureau_id, id),
  FOREIGN KEY (bureau_id, mandate_id) REFERENCES errand_mandate (bureau_id, id),
  FOREIGN KEY (bureau_id, paper_id) REFERENCES errand_paper (bureau_id, id),
  FOREIGN KEY (bureau_id, undoes_id) REFERENCES errand_move (bureau_id, id),
  CONSTRAINT errand_move_ended CHECK ((state = 'proposed') = (ended_at IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL)),
  CONSTRAINT errand_paid_with_receipt CHECK (kind <> 'paid' OR undoes_id IS NOT NULL OR paper_id IS NOT NULL)
) {table};
CREATE INDEX errand_move_errand ON errand_move (bureau_id, errand_id, made_at, id);
CREATE UNIQUE INDEX errand_move_undone_once ON errand_move (bureau_id, undoes_id) WHERE undoes_id IS NOT NULL AND state <> 'withdrawn';
