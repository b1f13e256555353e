-- Many elders have two numbers: a mobile and one at home, or a child's.

ALTER TABLE person ADD COLUMN other_phone {text};
