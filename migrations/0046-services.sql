-- 接受或婉拒结对: what a doctor says to having been paired. No key to the responsibility: one that is taken back leaves its answer behind,
-- which nobody reads any more.
CREATE TABLE pairing_answer (
  bureau_id {id} NOT NULL REFERENCES bureau,
  responsibility_id {id} NOT NULL,
  answer {text} NOT NULL CHECK (answer IN ('accepted', 'declined')),
  -- Why it was declined, sealed: it can speak of the elder.
  reason {blob},
  answered_at {int} NOT NULL,
  answered_by {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, responsibility_id),
  CHECK ((answer = 'declined') = (reason IS NOT NULL))
) {table};

-- 回访: what an elder says of a visit, asked by somebody else than the doctor who made it.
CREATE TABLE visit_feedback (
  bureau_id {id} NOT NULL REFERENCES bureau,
  task_id {id} NOT NULL,
  doctor_id {id} NOT NULL,
  outcome {text} NOT NULL CHECK (outcome IN ('asked', 'not-reached')),
  -- 1 not satisfied at all, 5 very.
  score {int} CHECK (score BETWEEN 1 AND 5),
  -- In the elder's words, sealed.
  words {blob},
  tries {int} NOT NULL,
  asked_on {text} NOT NULL,
  asked_at {int} NOT NULL,
  asked_by {id} NOT NULL,
  -- Who that is among those who work here.
  asked_by_staff {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, task_id),
  FOREIGN KEY (bureau_id, task_id) REFERENCES task (bureau_id, id),
  FOREIGN KEY (bureau_id, doctor_id) REFERENCES staff (bureau_id, id),
  CHECK ((outcome = 'asked') = (score IS NOT NULL)),
  CONSTRAINT visit_feedback_asked_by_another CHECK (asked_by_staff IS NULL OR asked_by_staff <> doctor_id)
) {table};
CREATE INDEX visit_feedback_doctor ON visit_feedback (bureau_id, doctor_id, asked_on, task_id);
