-- What goes nowhere because the house itself is refused waits, until one goes through again.
CREATE TABLE notice_hold (
  bureau_id {id} NOT NULL REFERENCES bureau,
  channel {text} NOT NULL CHECK (channel IN ('mail', 'text')),
  since {int} NOT NULL,
  -- What the other side says, and its code.
  fault {text} NOT NULL,
  code {int},
  -- Then one is tried again.
  next_at {int} NOT NULL,
  PRIMARY KEY (bureau_id, channel)
) {table};
