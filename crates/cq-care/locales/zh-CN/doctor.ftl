# Responsible doctors.
doctor-field-name = 姓名
doctor-field-sex = 性别
doctor-field-hospital = 所在医院
doctor-field-department = 科室
doctor-field-specialty = 专长
doctor-field-phone = 联系电话
doctor-field-capacity = 可联系人数
doctor-field-remark = 备注
doctor-hospital-unknown = 还没有登记“{ $hospital }”，请先导入医院台账，或者改成登记的全称
doctor-undo-needed = { $name }已经负责老干部，或者有了账号、任务，不能撤回
