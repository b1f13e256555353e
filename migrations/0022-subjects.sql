-- To whom or to what a task is owed: a person, a group, or, where it is neither, the bureau itself (an activity every working day, an
-- inspection every quarter).
{optional task.person_id};
ALTER TABLE task ADD COLUMN group_id {id};
{words task.form: home-visit farewell benefit-claim care-after-loss welcome return-visit hospital-visit visit-review phone-call greeting care-visit activity contest inspection recheck re-election errand-check};
CREATE INDEX task_group ON task (bureau_id, group_id, due_on, id) WHERE group_id IS NOT NULL;

-- Each promise of a rule is there once, whoever plans: task_rule_slot says so for people.
CREATE UNIQUE INDEX task_rule_group_slot ON task (bureau_id, rule_id, group_id, slot) WHERE rule_id IS NOT NULL AND group_id IS NOT NULL;
CREATE UNIQUE INDEX task_rule_bureau_slot ON task (bureau_id, rule_id, slot)
  WHERE rule_id IS NOT NULL AND person_id IS NULL AND group_id IS NULL;

-- Who owes it where the owner cannot be found, before it lands on the fallback.
ALTER TABLE rule ADD COLUMN substitute_id {id};
{words responsibility.kind: doctor liaison};
