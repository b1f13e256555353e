# Hospitals.
hospital-field-name = 医院名称
hospital-field-grade = 等级
hospital-field-area = 所在镇街
hospital-field-address = 地址
hospital-field-phone = 电话
hospital-field-longitude = 经度
hospital-field-latitude = 纬度
hospital-undo-worked-at = { $name }已经有责任医生，先撤回医生台账
hospital-index = 医院
hospital-index-sub = 责任医生所在的医院，和它们负责的老干部
hospital-none = 还没有医院
hospital-none-next = 先导入医院台账：名称、所在镇街、地址和经纬度。有了医院才能导入医生。
hospital-import = 导入医院
hospital-doctors = 责任医生
hospital-elders = 现负责
hospital-places = 名额
hospital-free = 空位
