-- 服务类别: what kind of service a doctor's visit was; a row a kind, so that kinds are counted without opening what was written.
CREATE TABLE visit_service (
  bureau_id {id} NOT NULL REFERENCES bureau,
  task_id {id} NOT NULL,
  service {text} NOT NULL CHECK (service IN ('medication', 'treatment', 'counselling')),
  PRIMARY KEY (bureau_id, task_id, service),
  FOREIGN KEY (bureau_id, task_id) REFERENCES task (bureau_id, id)
) {table};

-- 需求: what an elder turned out to need at a visit, until somebody has seen to it.
CREATE TABLE visit_need (
  bureau_id {id} NOT NULL REFERENCES bureau,
  id {id} NOT NULL,
  task_id {id} NOT NULL,
  need {text} NOT NULL CHECK (need IN ('medicine', 'hospital', 'aids', 'daily-care', 'errands', 'company', 'hardship', 'other')),
  said_on {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ('open', 'settled')),
  -- Who saw to it, or that nobody has to.
  outcome {text} CHECK (outcome IN ('case', 'family', 'doctor', 'community', 'done', 'not-needed')),
  -- How, sealed.
  words {blob},
  settled_on {text},
  settled_at {int},
  settled_by {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, id),
  UNIQUE (bureau_id, task_id, need),
  FOREIGN KEY (bureau_id, task_id) REFERENCES task (bureau_id, id),
  CHECK ((state = 'settled') = (outcome IS NOT NULL)),
  CHECK ((state = 'settled') = (settled_at IS NOT NULL))
) {table};
CREATE INDEX visit_need_state ON visit_need (bureau_id, state, said_on, id);
