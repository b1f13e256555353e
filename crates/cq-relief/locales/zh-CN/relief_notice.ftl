# 公示和异议。
notice-relief-noticed = 公示发布了，请打印张贴。
notice-relief-objected = 异议记下了，请尽快答复。
notice-relief-answered = 答复记下了。
action-relief-notice = 看救助公示
action-relief-object = 记异议、答复异议
relief-notice-sub = 只写编号、姓氏、原单位、类别、金额，够认出是哪件就行
relief-notice-none = 现在没有公示
relief-notice-none-text = 会议同意的申请，在会议页面发布公示。
relief-notice-print = 打印公示（PDF）
relief-notice-title = 救助公示
relief-notice-some = 某
relief-notice-text = 经会议研究，拟对下列 { $n } 件申请给予救助，现予公示。各件的公示期见表。
relief-notice-objections = 对公示内容有异议的，请在公示期内向{ $to }反映。反映人的情况不会公开。
relief-objection-answered = 这条异议已经答复过了。
