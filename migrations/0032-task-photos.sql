-- Pictures that show that a task was done, drawn anew as all pictures are.
CREATE TABLE task_photo (
  bureau_id {id} NOT NULL,
  task_id {id} NOT NULL,
  number {int} NOT NULL,
  kind {text} NOT NULL,
  content {blob} NOT NULL,
  put_at {int} NOT NULL,
  put_by {id},
  version {int} NOT NULL,
  PRIMARY KEY (bureau_id, task_id, number),
  FOREIGN KEY (bureau_id, task_id) REFERENCES task (bureau_id, id)
) {table};
