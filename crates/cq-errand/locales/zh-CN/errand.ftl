# 代办。
notice-errand-taken = 代办记下了，接下来派人。
notice-errand-claimed = 由您去办。
notice-errand-assigned = 已派给代办员。
notice-errand-left = 已退回，等别人接。
notice-errand-promised = 答应的日期记下了。
notice-errand-done = 办好了，接下来由另一个人回访。
notice-errand-impossible = 已记下办不了，请另一个人回访说明。
notice-errand-cancelled = 已撤销这件代办。
notice-errand-called = 回访记下了。
notice-errand-rules = 规定记下了，从今天起按新的算。
notice-errand-worker = 代办员记下了。
action-errand-view = 看代办
action-errand-take = 登记代办
action-errand-do = 办理代办
action-errand-assign = 派代办、撤销代办
action-errand-call = 代办回访
action-errand-report = 看代办月报
action-errand-set = 定代办种类、代办员和垫付上限
duplicate-held-errand = 代办：{ $kind }
errand-index = 代办
errand-index-sub = 腿脚不便的事我们跑；独居、空巢、无子女的先办；办完由另一个人回访。
errand-whose = 看谁的
errand-whose-mine = 我要办的
errand-whose-all = 全局的
errand-whose-on = 我能看到的
errand-wanted-open = 在办
errand-wanted-late = 已过期
errand-wanted-waiting = 没人接
errand-wanted-first = 要先办的
errand-wanted-short = 还差一人
errand-wanted-working = 办理中
errand-wanted-money = 有钱没结清
errand-wanted-answered = 等回访
errand-wanted-closed = 已办结
errand-wanted-cancelled = 已撤销
errand-wanted-any = 全部
errand-none-mine = 现在没有派给您的代办
errand-none-all = 没有这样的代办
errand-none-text = 老人来电、来人说要办什么，先在这里登记，再派给就近有空的代办员。
errand-narrowed = 只看：{ $to }
errand-everything = 看全部在办的
errand-in-month = { $month } 登记的
errand-state = 状态
errand-kind = 办什么
errand-kind-banking = 银行业务
errand-kind-shopping = 购物买菜
errand-kind-cleaning = 卫生保洁
errand-kind-chat = 聊天解闷
errand-kind-own = 本局自定的
errand-any = 不限
errand-show = 查看
errand-for = 老干部
errand-wanted-what = 要办的事
errand-wanted-title = 老人说的
errand-due = 哪天办
errand-worker = 代办员
errand-nobody = 还没有人接
errand-money-out = 手里有 { $yuan } 元
errand-money = 钱款和委托书
errand-promised-later = 比需要的晚 { $n } 天
errand-promised-earlier = 比需要的早 { $n } 天
errand-late = 过期 · { $stage }
errand-stage-waiting = 等人接
errand-stage-working = 办理中
errand-stage-short = 还差一人
errand-stage-closed = 已办结
errand-stage-cancelled = 已撤销
errand-answered-done = 办好了，等回访
errand-answered-impossible = 办不了，等回访
errand-verdict-satisfied = 办结，满意
errand-verdict-unsatisfied = 办结，不满意
errand-verdict-not-reached = 办结，联系不上
errand-hands-one = 一个人办
errand-hands-two = 要两个人一起办
errand-same-area = 同一镇街
errand-distance = 约 { $km } 公里
errand-take = 登记代办
errand-take-sub = 照老人的话记。密码、卡号一律不记；贷款、投资、遗嘱一律不代办。
errand-take-do = 登记
errand-leave-form = 不改了
errand-goes-first = 先办
errand-goes-first-because = 因为{ $why }
errand-wanted-question = 要办什么
errand-wanted-hint = 例如：取这个月的养老金，再到药店买两盒降压药。不要写密码和卡号。
errand-needed-on = 最晚哪天要
errand-needed-hint = 老人需要的日子。
errand-needed = 需要
errand-promised-on = 答应哪天办
errand-promised-hint = 现在说不准可以不填。
errand-promised = 答应
errand-not-promised = 还没答应日子
errand-spoke = 谁代老人说的
errand-spoke-hint = 老人自己说的不用填。
errand-phone = 联系电话
errand-phone-hint = 不填就打老人自己的。
errand-address = 住址
errand-person-ended = 这位老同志已不在服务中，不能登记代办
errand-of = { $name }：{ $kind }
errand-taken-down = 登记
errand-from-case = 来自首接事项
errand-one-missing = 还差一人
errand-claim = 我去办
errand-claim-text = 您是代办员，可以直接接这件事。
errand-claim-second = 银行业务要两个人，您可以做第二个。
errand-assign-title = 派给谁
errand-assign = 派给
errand-assign-other = 派给别人
errand-proposed-none = 这天没有合适的代办员有空。可以另选人，或先去代办员名册里调整。
errand-worker-free = 当天没有别的事
errand-worker-busy = 当天已有 { $n } 件，最多 { $max } 件
errand-worker-unfit = { $name }（{ $why }）
errand-unfit-kind = 不办这一种
errand-unfit-area = 不跑这个镇街
errand-unfit-day = 这天不上岗
errand-unfit-full = 当天已排满
errand-done-title = 办好了
errand-done-note = 办成什么样
errand-done-hint = 例如：养老金取回 3260.50 元，药买了两盒，当面点清。
errand-done = 办好了
errand-impossible = 办不了
errand-impossible-note = 为什么办不了
errand-impossible-hint = 写清原因，回访的人要照着跟老人解释。
errand-impossible-do = 记下办不了
errand-call-title = 回访
errand-call-verdict = 老人怎么说
errand-call-satisfied = 满意
errand-call-unsatisfied = 不满意，已解释，只能这样
errand-call-again = 不满意，重新办
errand-call-not-reached = 没打通
errand-call-words = 原话
errand-call-hint = 由没有经手的人打。没打通可以不填。
errand-call = 记下回访
errand-other-ways = 其他
errand-promise = 答应个日子
errand-promise-hint = 打电话告诉老人哪天去。
errand-promise-do = 记下
errand-leave = 退回，我办不了
errand-leave-note = 为什么
errand-leave-do = 退回
errand-cancel = 老人不办了
errand-cancel-note = 为什么撤销
errand-cancel-do = 撤销这件代办
errand-waits-working = 由{ $name }在办。
errand-waits-answered = 等没有经手的人回访。
errand-course = 经过
errand-happened-taken = 登记
errand-happened-claimed = 接下来办
errand-happened-assigned = 派人
errand-happened-left = 退回
errand-happened-promised = 答应日子
errand-happened-done = 办好了
errand-happened-impossible = 办不了
errand-happened-cancelled = 撤销
errand-happened-not-reached = 回访没打通
errand-happened-again = 老人不满意，重新办
errand-happened-closed = 回访办结
errand-happened-money = 记一笔钱
errand-happened-agreed = 核对同意
errand-happened-withdrawn = 没有同意，撤下
errand-happened-mandate = 存委托书
errand-happened-signed = 老人签字
errand-overtaken-working = { $name }先了一步：现在由{ $worker }去办。
errand-refused-taken = 已经有人去办了，不用再加人。
errand-refused-same = 这个人已经在办了
errand-refused-ended = 这件代办已经结束。
errand-refused-stage = 这件代办已经到了别的一步，请看最新的情况。
errand-refused-not-yours = 这件代办不在您名下。
errand-refused-short = 这件事要两个人一起办，还差一个人。
errand-refused-past = 这一天已经过去
errand-refused-own-work = 经手的人不自己回访，请换一个人打。
errand-refused-again-ended = 老人已经不在服务中，不能再派人去办。请把这次电话记成满意、不满意或没打通。
errand-refused-no-worker = 您还不是代办员，请经办员先把您加进代办员名册。
errand-refused-held = 代办员手里还有 { $yuan } 元，结清才能往下办。
errand-refused-advanced = 局里垫付的 { $yuan } 元还没有还，结清才能往下办。
errand-refused-pending = 还有 { $n } 笔钱等另一个人核对。
errand-refused-unsigned = 动过钱的要老人签字：请先让老人在手机上签，或拍下签字的单子。
errand-refused-overdrawn = 手里只有 { $yuan } 元，付不出这么多
errand-refused-beyond-advance = 垫付的只有 { $yuan } 元，还不了这么多
errand-refused-nothing-to-sign = 没有动过钱，不用签字。
errand-forbidden-loan = 贷款、借款、担保不代办，信用卡也不代办。请老人和家属自己到银行办。
errand-forbidden-investment = 理财、投资、基金、股票、保健品不代办，小心是骗子。请先问问老人的家属。
errand-forbidden-will = 遗嘱、遗产、过户不代办。请老人找公证处或司法所。
errand-of-case-title = 转成的代办
errand-of-person-title = 代办
errand-of-person-none = 没有代办过什么。
errand-of-person-all = 看全部代办
errand-workers = 代办员名册
errand-workers-sub = 谁跑哪里、哪几天、办什么，派人就按这个找最近又有空的。
errand-workers-none = 还没有代办员
errand-workers-none-text = 在下面加第一位。
errand-worker-add = 加一位代办员
errand-worker-sub = 改了以后，新派的代办按新的找人；已经派下去的不变。
errand-worker-who = 谁
errand-worker-who-hint = 局里的人、医生直接选；志愿者等没有账号的选“新加一位”，再填姓名。
errand-worker-new = 新加一位
errand-worker-name = 姓名
errand-worker-name-hint = 选“新加一位”才填。
errand-worker-phone = 电话
errand-worker-base = 从哪里出发
errand-worker-base-hint = 远近从这里算。
errand-worker-areas = 跑哪些镇街
errand-worker-areas-hint = 一个都不选就是都跑。
errand-worker-days = 哪几天
errand-worker-days-needed = 至少选一天
errand-worker-kinds = 办哪几种
errand-worker-kinds-hint = 一个都不选就是都办。
errand-worker-daily-max = 一天最多几件
errand-worker-everywhere = 都跑
errand-worker-everything = 都办
errand-worker-active = 在岗
errand-worker-inactive = 暂不派
errand-worker-away = 请假
errand-worker-pause = 暂停
errand-worker-pause-yes = 暂时不给派代办
errand-worker-known = 这位已经在名册里了
errand-worker-save = 保存
errand-worker-open = 看这位在办的代办
errand-worker-no-areas = 还没有镇街。先导入人员或镇街，再加代办员。
errand-settings = 代办的规定
errand-settings-sub = 办哪几种、哪几种要两个人、局里最多垫多少钱。
errand-settings-since = 从{ $day }起
errand-settings-shipped = 用的是系统自带的规定。
errand-settings-save = 保存
errand-kinds-open = 现在办的
errand-kinds-pair = 要两个人一起办的
errand-kinds-pair-hint = 银行业务永远要两个人，不用选。
errand-kinds-new = 新加一种
errand-kinds-new-hint = 例如：代缴水电。贷款、投资、遗嘱这类不能加。
errand-kinds-new-pair = 新加的这一种
errand-kinds-none = 至少办一种
errand-kinds-enough = 最多 { $n } 种
errand-advance-errand = 一件最多垫付（元）
errand-advance-errand-hint = 局里为一件代办先垫的钱。
errand-advance-elder = 一位老人最多垫付（元）
errand-advance-elder-hint = 几件加起来没还的。
errand-advance-elder-less = 不能比一件的还少
errand-tries = 回访打几次
errand-tries-hint = 打这么多次都没打通就办结。
errand-report = 代办月报
errand-report-of = { $month } 代办月报
errand-report-sub = 按登记的月份算；点数字看是哪几件。
errand-report-note = 两个人一起办的，在两个人名下各算一件，所以代办员各行相加会比合计多。
errand-month-before = 上个月
errand-month-after = 下个月
errand-by-kind = 按种类
errand-by-worker = 按代办员
errand-by-area = 按镇街
errand-no-area = 没有镇街
errand-came-any = 登记
errand-came-open = 在办
errand-came-done = 办好
errand-came-late = 比答应的晚
errand-came-impossible = 办不了
errand-came-cancelled = 撤销
errand-came-satisfied = 满意
errand-refused-halted = 老人已经不在服务范围，这件代办只结清钱，不再去办。
errand-halted-text = 老人已经不在服务范围：不再派人去办，手里的钱交还家属，垫付的还给局里，垫付已经花掉的先向家属收回，结清以后撤销。
errand-stage-halted = 只结清钱
errand-happened-halted = 不再去办，只结清钱
errand-happened-resumed = 恢复
errand-event-cancel = 不再去办：{ $kind }
errand-event-halt = 不再去办：{ $kind }。代办员手里的 { $yuan } 元先结清
errand-event-halt-advanced = 不再去办：{ $kind }。代办员手里有 { $held } 元，局里垫付的 { $advanced } 元还没有还，先结清
errand-event-halt-pending = 不再去办：{ $kind }。等另一个人核对的钱先核对或撤下
errand-event-stop = 不再定期办：{ $kind }
errand-report-xlsx = 导出表格
errand-money-title = 经手的钱（元）
errand-money-received = 收老人的、代取的
errand-money-advanced = 局里垫付
errand-money-spent = 花掉
errand-money-returned = 退还
errand-money-open = 还在手里
errand-money-all = 合计
errand-money-names = 经手的钱，逐件
errand-money-none = 这个月的代办没有动过钱
errand-money-even = 收的加垫付的，等于花掉的、退还的加还在手里的。
errand-report-bureau = 填报单位：{ $bureau }
errand-report-unit = 件、元
errand-report-signed = 填报人：{ $clerk }　填报日期：{ $day }
action-errand-export = 导出代办月报
errand-halted-answered = 老人已经不在服务范围，这件事已经办过：手里的钱交还家属，垫付的还给局里，由家属签字，再由没有经手的人给家属打电话后办结。
errand-event-answered = 已经办过的代办只结清、回访家属，不再去办：{ $kind }
notice-errand-recalled = 已收回，经过里记下了原因。
errand-acts-for = { $name }没有账号，办得怎样、钱怎么动，由您代为登记；回访请另一位同事打。
errand-crew-away = { $name }那天不在岗，可以在下面“收回或转给别人”。
errand-recall = 收回或转给别人
errand-recall-from = 从谁手里
errand-recall-to = 转给
errand-recall-to-hint = 不选就退回“等人接”。
errand-recall-nobody = 先不定，等人接
errand-recall-yuan = 随转的现金
errand-recall-yuan-hint = 手里有 { $yuan } 元，当面点清后填这个数，转给别人才能走；要退回等人接，先把钱结清。
errand-recall-note = 为什么
errand-recall-do = 收回
errand-refused-not-all = 手里有 { $yuan } 元，要如数转交，请点清后填这个数
errand-happened-recalled = 从{ $name }处收回
errand-happened-retracted = 撤回自己记的
errand-happened-for = { $what }（代{ $name }登记）
errand-happened-sum = { $what }（{ $kind } { $yuan } 元）
errand-happened-with = { $what }（随转 { $yuan } 元）
errand-too-far = 最远只能排到一年以内
absence-errand-stays = { $kind }（{ $elder }，{ $day }）：仍由本人办，到时可收回
absence-errand-heir = { $kind }（{ $elder }，{ $day }）：转给{ $name }
absence-errand-waits = { $kind }（{ $elder }，{ $day }）：退回等人接
absence-errand-money = { $kind }（{ $elder }，{ $day }）：钱还没结清，请先结清或连钱转交，不随交接走
errand-of-case-open = 还有 { $n } 件没有完：等它办完、回访完或者撤掉，这件事才能答复、办结。
errand-day-title = 等着办的代办
errand-day-mine = 我手里的 { $n } 件
errand-day-waiting = 等人接的 { $n } 件
errand-day-call = 办完等回访的 { $n } 件
errand-day-line = { $name }：{ $kind }
errand-overtaken = { $name }刚才{ $what ->
    [claimed] 接下了这件代办
    [assigned] 给这件代办派了人
    [left] 把它退了回去
    [promised] 答应了日子
    [done] 说办好了
    [impossible] 说办不了
    [cancelled] 把它撤了
    [not-reached] 记了一次没打通的回访
    [again] 回访后要重新办
    [closed] 已经回访办结
    [money] 记了一笔钱
    [agreed] 核对同意了一笔钱
    [withdrawn] 撤下了一笔钱
    [signed] 交了老人的签字
    [halted] 因为老人的变动停了它
   *[other] 动过这件代办
}。下面是现在的样子，您填的还没有存，请核对后再交。
errand-overtaken-self = 您自己刚才{ $what ->
    [claimed] 接下了这件代办
    [assigned] 给这件代办派了人
    [left] 把它退了回去
    [promised] 答应了日子
    [done] 说办好了
    [impossible] 说办不了
    [cancelled] 把它撤了
    [not-reached] 记了一次没打通的回访
    [again] 回访后要重新办
    [closed] 已经回访办结
    [money] 记了一笔钱
    [agreed] 核对同意了一笔钱
    [withdrawn] 撤下了一笔钱
    [signed] 交了老人的签字
    [halted] 因为老人的变动停了它
   *[other] 动过这件代办
}，多半是连点了两下：只算一次。下面是现在的样子。
