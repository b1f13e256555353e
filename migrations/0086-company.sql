-- 同去: who comes along to a visit that takes two, in a plan. It holds where the plan's visit holds: round_visit names the plan.
CREATE TABLE round_company (
  bureau_id {id} NOT NULL,
  plan_id {id} NOT NULL,
  task_id {id} NOT NULL,
  staff_id {id} NOT NULL,
  on_day {text} NOT NULL,
  -- Of his own round: the way there, the way back after the last visit of his day, the break that follows.
  travel_minutes {int} NOT NULL,
  back_minutes {int},
  pause_at {int},
  PRIMARY KEY (bureau_id, plan_id, task_id),
  FOREIGN KEY (bureau_id, plan_id, task_id) REFERENCES round_plan_visit (bureau_id, plan_id, task_id),
  FOREIGN KEY (bureau_id, staff_id) REFERENCES staff (bureau_id, id)
) {table};
CREATE INDEX round_company_staff ON round_company (bureau_id, staff_id, on_day, task_id);
