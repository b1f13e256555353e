# Openings of health files in an emergency.
opening-index = 紧急查阅
opening-index-sub = 不是责任医生，因急救等情况打开的健康档案，一次不漏
opening-none = 没有紧急查阅
opening-none-next = 医生遇到急救、病人说不清病史时，可以写明原因打开健康档案，次日由领导或审计员复核。
opening-new = 紧急查阅健康档案
opening-new-sub = 只在急救等来不及找责任医生的时候用
opening-new-warning = 打开后能看到{ $until }为止。每次查看都记入日志，次日由领导或审计员复核是否应当。
opening-field-name = 老人姓名
opening-field-born = 出生年月
opening-field-born-hint = 至少写到月，如 1942-03
opening-born-wrong = 请写出生年月，如 1942-03 或 1942-03-15。
opening-which = 同名同年月的不止一位，是哪一位
opening-field-reason = 为什么要看
opening-field-reason-hint = 写清楚情况，如“夜间急诊，昏迷送来，家属不知道用药”
opening-open = 打开档案
opening-leave = 不看了，返回
opening-nobody = 没有这个姓名和出生年月的老人，请核对证件。
opening-needless = 这位老人的健康档案您本来就能看，直接打开就行。
opening-person = 老人
opening-doctor = 医生
opening-at = 什么时候打开
opening-until = 能看到
opening-state = 复核
opening-due = 待复核
opening-tomorrow = 次日复核
opening-due-count = { $n ->
   *[other] 有 { $n } 次紧急查阅等着复核。
}
opening-verdict-justified = 应当
opening-verdict-not-justified = 不应当
opening-of = 紧急查阅{ $name }的健康档案
opening-file = 打开健康档案
opening-review = 复核
opening-field-verdict = 这次查阅应当吗
opening-field-finding = 依据
opening-field-finding-hint = 一句话，如“与市人民医院急诊记录相符”
opening-review-save = 记下复核结论
opening-reviewed-by = 谁复核的
opening-own = 自己打开的，不能自己复核。
opening-too-soon = 复核从次日开始。
opening-overtaken = 别人刚刚复核过这次查阅，您写的没有保存。
opening-settings = 紧急查阅期限
opening-settings-sub = 医生打开健康档案以后，能看几天
opening-days = { $n ->
    [0] 现在：只到当天为止。
   *[other] 现在：到当天以后第 { $n } 天为止。
}
opening-days-since = 自{ $day }起。
opening-field-days = 当天以后再看几天
opening-field-days-hint = 0 到 7 天；1 就是到次日为止
opening-field-since = 从哪天起
opening-settings-save = 保存

notice-opening-made = 档案打开了，这次查阅已记下，次日复核。
notice-opening-reviewed = 复核结论记下了。
notice-opening-set = 期限改好了，已经打开的不受影响。

duplicate-held-health-opening = 紧急查阅：{ $name }
action-opening-view = 看紧急查阅
action-opening-open = 紧急查阅健康档案
action-opening-review = 复核紧急查阅
action-opening-settings = 看紧急查阅期限
action-opening-set = 定紧急查阅期限
