# What elders turned out to need at a visit.
need-index = 老人的需求
need-index-sub = 医生上门时问出来的，一件一件办好、写明怎么办的
need-state = 办到哪一步
need-open = 等着办
need-settled = 办过的
need-what = 要什么
need-any = 全部
need-look = 筛选
need-none = 没有需求
need-none-next = 医生记录上门时勾了“还需要什么”，就会列在这里。
need-note = 医生写的
need-said-on = 哪天、谁问到的
need-waits = 等了多久
need-waited = { $n ->
    [0] 今天刚说
   *[other] 等了 { $n } 天
}
need-how = 怎么办的
need-settled-on = 哪天办的
need-more = 只列出前 { $n } 件，请先办这些，或者按类别筛选。
need-of = { $name }的需求
need-case-hint = 要转给别人办、要有期限的，先受理成来访事项，再回来写明。
need-to-case = 受理成事项
need-settle = 写明怎么办的
need-field-outcome = 谁来办、办得怎么样
need-field-words = 怎么办的
need-field-words-hint = 比如：7 月 3 日联系了大儿子，周末带去配老花镜
need-save = 记下
need-leave = 先不记，返回
need-reopen = 没有办成，改回等着办
need-outcome-case = 已受理成事项
need-outcome-family = 家属来办
need-outcome-doctor = 医生来办
need-outcome-community = 社区、单位来办
need-outcome-done = 局里已办好
need-outcome-not-needed = 老人说不需要了
need-day = 上门时问到的需求等着办：{ $n } 件
need-day-line = { $name }：{ $need }
notice-need-settled = 记下了。
notice-need-reopened = 改回等着办了。
action-need-view = 看老人的需求
action-need-settle = 办老人的需求
