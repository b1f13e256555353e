# Pairing.
pairing-field-name = 老干部姓名
pairing-field-citizen-id = 身份证号码
pairing-field-doctor = 责任医生
pairing-field-hospital = 所在医院
pairing-field-since = 结对时间
pairing-ledger-citizen-id = 证件号码不对，请核对位数和最后一位
pairing-ledger-no-person = 台账里没有“{ $name }”这个人，请先导入人员台账，或核对证件号码
pairing-ledger-which-person = 叫“{ $name }”的不止一位，请填上身份证号码
pairing-ledger-other-name = 这个证件号码登记的是另一个姓名，请核对
pairing-ledger-no-doctor = 没有登记医生“{ $name }”，请核对姓名和医院
pairing-ledger-which-doctor = 叫“{ $name }”的医生不止一位，请填上所在医院
pairing-ledger-earlier = 现在的结对从 { $since } 开始，新的不能更早
pairing-ledger-full = { $name }医生最多负责 { $capacity } 人，名额已满
pairing-undo-owes = 这一对已经有走访任务，不能撤回
pairing-doctor-full = { $name }医生的名额刚被占满，这一步没有做
