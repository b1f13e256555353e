# What a life event means for care.
care-event-duty = { $name }不再任责任医生，到 { $day } 为止。
care-event-liaison = { $name }不再任联络员，到 { $day } 为止。
care-event-announced = { $day }在{ $hospital }的预约就诊取消
