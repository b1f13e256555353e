-- How a promise ends otherwise than by being kept: declined by whom it is owed to, or lapsed where there was only so much time; and,
-- where it was written down long after it was kept, from what it is known. ended_on: the day it was declined, or the last day there was.
{words task.state: open done declined lapsed cancelled};
ALTER TABLE task ADD COLUMN ended_on {text};
ALTER TABLE task ADD COLUMN declined_by {text} CHECK (declined_by IN ('elder', 'family', 'other'));
ALTER TABLE task ADD COLUMN entered_from {text} CHECK (entered_from IN ('paper', 'ledger', 'phone', 'told'));

-- 1: what is not done when its window ends lapses, instead of staying overdue.
ALTER TABLE rule ADD COLUMN ends_hard {int} NOT NULL DEFAULT 0 CHECK (ends_hard IN (0, 1));
ALTER TABLE campaign ADD COLUMN ends_hard {int} NOT NULL DEFAULT 0 CHECK (ends_hard IN (0, 1));

CREATE INDEX task_ended ON task (bureau_id, person_id, ended_on) WHERE ended_on IS NOT NULL;
