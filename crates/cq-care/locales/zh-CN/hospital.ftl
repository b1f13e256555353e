# Hospitals.
hospital-field-name = 医院名称
hospital-field-grade = 等级
hospital-field-area = 所在镇街
hospital-field-address = 地址
hospital-field-phone = 电话
hospital-field-longitude = 经度
hospital-field-latitude = 纬度
hospital-undo-worked-at = { $name }已经有责任医生，先撤回医生台账
