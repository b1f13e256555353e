# What a life event means for care.
care-event-duty = { $name } is no longer the responsible doctor after { $day }.
care-event-liaison = { $name } is no longer the liaison after { $day }.
care-event-announced = Not expected at { $hospital } on { $day } any more
