# What notices say, by what happened; said when they are written.
tell-case-received-subject = What you asked for is registered
tell-case-received = { $name }: what you asked for is registered. { $first } answers for it; you hear from us by { $due } at the latest.
tell-case-late-subject = A case is late
tell-case-late = { $name }: the time of a case about { $person } has run out ({ $due }). Please look under "First contact".
tell-errand-assigned-subject = Your errand is arranged
tell-errand-assigned = { $name }: { $worker } comes for your errand { $when }. We never ask for bank cards or passwords.
tell-placeholder = {"{name}"}
