-- 制度: documents by which the bureau works, their versions, and who has read which.
CREATE TABLE bylaw (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  made_at {int} NOT NULL,
  PRIMARY KEY (bureau_id, id)
) {table};

CREATE TABLE bylaw_version (
  bureau_id {id} NOT NULL,
  id {id} NOT NULL,
  bylaw_id {id} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn', 'dropped')),
  -- 第几版: given out when it is published.
  edition {int} CHECK (edition > 0),
  title {text} NOT NULL,
  number {text} NOT NULL,
  kind {text} NOT NULL CHECK (kind IN ('measure', 'provision', 'detail', 'circular')),
  issuer {text} NOT NULL,
  body {text} NOT NULL,
  -- Words of what it governs and of who has to read it, a space between them.
  governs {text} NOT NULL,
  readers {text} NOT NULL,
  from_on {text} NOT NULL,
  written_by {id} NOT NULL,
  written_at {int} NOT NULL,
  published_by {id},
  published_at {int},
  -- Who withdrew it, or threw the draft away.
  ended_by {id},
  ended_at {int},
  reason {text},
  -- The first day on which it is not in force any more.
  withdrawn_on {text},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  UNIQUE (bureau_id, bylaw_id, edition),
  FOREIGN KEY (bureau_id, bylaw_id) REFERENCES bylaw (bureau_id, id),
  FOREIGN KEY (bureau_id, written_by) REFERENCES account (bureau_id, id),
  FOREIGN KEY (bureau_id, published_by) REFERENCES account (bureau_id, id),
  FOREIGN KEY (bureau_id, ended_by) REFERENCES account (bureau_id, id),
  CONSTRAINT bylaw_published CHECK ((state IN ('published', 'withdrawn')) = (published_by IS NOT NULL)
    AND (published_by IS NULL) = (published_at IS NULL) AND (published_by IS NULL) = (edition IS NULL)),
  CONSTRAINT bylaw_published_by_another CHECK (published_by IS NULL OR published_by <> written_by),
  CONSTRAINT bylaw_ended CHECK ((state IN ('withdrawn', 'dropped')) = (ended_by IS NOT NULL) AND (ended_by IS NULL) = (ended_at IS NULL)),
  CONSTRAINT bylaw_withdrawn CHECK ((state = 'withdrawn') = (withdrawn_on IS NOT NULL) AND (state = 'withdrawn') = (reason IS NOT NULL)
    AND (withdrawn_on IS NULL OR withdrawn_on >= from_on))
) {table};
CREATE UNIQUE INDEX bylaw_one_draft ON bylaw_version (bureau_id, bylaw_id) WHERE state = 'draft';

-- 已阅: who has read which version, once.
CREATE TABLE bylaw_receipt (
  bureau_id {id} NOT NULL,
  version_id {id} NOT NULL,
  account_id {id} NOT NULL,
  read_at {int} NOT NULL,
  PRIMARY KEY (bureau_id, version_id, account_id),
  FOREIGN KEY (bureau_id, version_id) REFERENCES bylaw_version (bureau_id, id),
  FOREIGN KEY (bureau_id, account_id) REFERENCES account (bureau_id, id)
) {table};
CREATE INDEX bylaw_receipt_account ON bylaw_receipt (bureau_id, account_id, version_id);
