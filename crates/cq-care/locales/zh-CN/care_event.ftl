# What a life event means for care.
care-event-duty = { $name }不再任责任医生，到 { $day } 为止。
