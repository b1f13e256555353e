# Ledgers taken in: pages.
intake-index = 导入
intake-index-sub = 台账照原样传，系统先逐行核对给您看，点了导入才会改动名册。
intake-none = 还没有导入过台账
intake-none-next = 把手头的台账（xlsx 或 csv）传上来。列名写法不一、有合并的标题行、一个单位一张表都没关系，传上来再核对。
intake-new = 导入台账
intake-new-sub = 传上来只是核对，看清楚再决定导不导。
intake-new-first = 导入第一份台账
intake-step-bring = 上传
intake-step-check = 核对
intake-step-done = 导入完成
intake-kind-question = 这是什么台账
intake-kind = 种类
intake-kind-people = 人员
intake-kind-areas = 镇街
intake-kind-hospitals = 医院
intake-kind-doctors = 责任医生
intake-kind-deaths = 离世人员
intake-kind-pairings = 结对关系
intake-kind-holidays = 放假安排
intake-kind-divisions = 行政区划代码
intake-file = 台账文件
intake-as-of = 台账日期
intake-as-of-hint = 这份台账反映的是哪一天的情况，如上月底。人员变化从这一天起算；这一天以后已经改过的内容不动。不填就是今天。
intake-as-of-ahead = 台账日期不能晚于今天
intake-as-of-said = 台账日期：{ $day }。变化从这一天起算，这一天以后已经改过的内容不动。
intake-file-hint = xlsx 或 csv，最大 { $max } MB。
intake-file-choose = 请先选一个文件
intake-bring = 上传核对
intake-leave = 先不导了
intake-at = 时间
intake-by = 经办
intake-by-program = 系统
intake-state = 状态
intake-state-checked = 待导入
intake-state-done = 已导入
intake-state-undone = 已撤销
intake-state-discarded = 没有导
intake-outcome-new = 新增
intake-outcome-changed = 修改
intake-outcome-same = 没有变化
intake-outcome-wrong = 有错
intake-sub-checked = { $kind }台账，{ $by } { $at } 上传，还没有导入
intake-sub-done = { $kind }台账，{ $by } { $at } 导入
intake-sub-undone = { $kind }台账，{ $by }导入，{ $at } 已撤销，名册已回到导入以前
intake-sub-discarded = { $kind }台账，{ $by } { $at } 上传，没有导入
intake-earlier = 这个文件{ $by }在 { $at } 已经导入过了，内容一个字没变。再导一次不会重复加人，只会把后来改动的地方改回去。
intake-other-kind = 从表头看，这更像“{ $better }”台账，而不是“{ $chosen }”。照这样导入，可能会改掉原有的内容。
intake-other-kind-choose = 换成那一类重新上传
intake-decide = 看清了就导入
intake-summary = 新增 { $new } 行，修改 { $changed } 行，没有变化 { $same } 行，有错 { $wrong } 行。空白的格子不会抹掉名册里已有的内容。
intake-wrong-note = 有错的行会跳过，册上已有的不动。可以先下载、改好再传；也可以先导对的，错的以后补。
intake-take-in-others = 跳过 { $wrong } 行错误，导入其余 { $writes }
intake-headless = 下面的工作表没有认出表头，一行也没有读。请指一下哪一行是列名：
intake-headless-sheet = 工作表“{ $sheet }”：指定表头
intake-headless-file = 指定表头
intake-header = 哪一行是表头
intake-header-of = 工作表“{ $sheet }”哪一行是表头
intake-header-sub = 表头就是写着“姓名”“单位”这些列名的那一行。选好以后重新核对，认不出的列再一列一列指定。
intake-header-others = 还没有表头的工作表：
intake-header-row = 表头在哪一行
intake-header-rows = 这张工作表的前几行
intake-header-take = 就是这一行，重新核对
intake-header-leave = 先不指定
intake-take-in = 导入
intake-discard = 不导了，删掉这个文件
intake-failed = 下载 { $count } 行错误（xlsx）
intake-undo-title = 导错了
intake-undo-body = 只要这 { $writes }后来没有再改过，也没有结对、没有任务，就可以整份撤销，名册回到导入以前的样子。
intake-undo = 撤销这次导入
intake-gone = 这份台账没有导入
intake-gone-next = 文件已经删掉，名册没有动过。需要的话重新上传。
intake-tabs = 核对结果
intake-no-rows = 这一类没有。
intake-caption-new = 新增的 { $count } 行
intake-caption-changed = 要修改的 { $count } 行，改动的格子写着原来和改后
intake-caption-same = 和名册一样的 { $count } 行
intake-caption-wrong = 有错的 { $count } 行
intake-of = 共 { $count } 行
intake-place = { $sheet } 第 { $row } 行
intake-place-row = 第 { $row } 行
intake-place-column = 位置
intake-label = 名称
intake-error-column = 列
intake-error-text = 哪里不对，怎么改
intake-columns = 台账里的列
intake-columns-sub = 认错了的列在这里改，改好后重新核对。改过的会记住，下次同一种台账照这样认。
intake-column-letter = 列
intake-column-header = 台账里的列名
intake-column-as = 当作
intake-column-none = （不导入这一列）
intake-column-means = “{ $header }”这一列当作
intake-column-sheets = 工作表数
intake-column-state = 认得准不准
intake-column-sure = 认得
intake-column-unsure = 请看一眼
intake-column-unknown = 不导入
intake-recheck = 按改好的列重新核对
intake-failed-header = 错误说明（改好这一行再传，这一列不用删）

notice-intake-columns = 已经按新的列重新核对
notice-intake-done = 导好了
notice-intake-undone = 已经整份撤销，名册回到导入以前的样子
notice-intake-discarded = 文件已经删掉，名册没有动过
notice-warn-intake-rechecked = 还没有导：您核对以后，别人改了名册。已经照现在的名册重新核对，请再看一遍，没问题再点导入。

# What cannot be done now.
intake-not-open = 这份台账已经导入或者删掉了，不能再动。
intake-not-done = 这份台账没有导入，或者已经撤销过了。
intake-has-wrong = 还有 { $count } 行有错，没有导入。请改好再传，或者点“跳过错误，导入其余”。
intake-nothing-to-do = 没有要新增或修改的行，不用导入。
intake-undo-blocked = 有 { $count } 处后来用上了或者改过了，不能整份撤销：{ $first }
intake-undo-changed = “{ $name }”后来又改过
intake-undo-depended-on = “{ $name }”已经有结对或者任务
intake-undo-lived-in = “{ $name }”已经有人住在这里

# A file that cannot be read.
intake-file-empty = 这个文件是空的，里面一个字也没有。请看看是不是传错了。
intake-file-blank = 这个文件里没有一行内容。请看看是不是传错了，或者内容在隐藏的工作表里。
intake-file-no-header = 没有找到表头。表的前 20 行里要有一行列名，至少有“{ $column }”和另外一个认得的列名。请补上再传。
intake-file-old-excel = 这是老版 Excel 的 .xls（或 WPS 的 .et）文件。请打开它，另存为 .xlsx 再传。
intake-file-other-sheet = 这种表格文件（.xlsb、.ods）读不了。请打开它，另存为 .xlsx 再传。
intake-file-markup = 这其实是一个网页，只是名字叫 .xls。请用 Excel 打开它，另存为 .xlsx 再传。
intake-file-not-a-sheet = 这不是表格文件。请把台账存成 .xlsx 或 .csv 再传。
intake-file-encrypted = 这个文件加了密码。请打开它，去掉密码，再传。
intake-file-truncated = 这个文件只有半截，多半是没有传完或没有拷完。请重新拷一份再传。
intake-file-damaged = 这个文件坏了，读不下去。请用 Excel 打开，另存一份再传。
intake-file-bomb = 这个文件解开以后大得不正常，没有收。请用 Excel 打开，把内容复制到一张新表里，存好再传。
intake-file-row = 工作表“{ $sheet }”的 { $cell } 有内容，超过了 { $limit } 行。请删掉下面多余的行，或者拆成几个文件。
intake-file-column = 工作表“{ $sheet }”的 { $cell } 有内容，超过了 { $limit } 列。请删掉右边多余的列再传。
intake-file-cell = 工作表“{ $sheet }”的 { $cell } 一个格子里字太多了，请删短再传。
intake-sheet-no-header = 这张工作表没有找到表头，一行也没有读。请补上列名；不是台账的话不用管它。
intake-sheet-lacks-column = 这张工作表没有“{ $column }”这一列，一行也没有读。请补上这一列，或者在“台账里的列”里指定。

# What is wrong with a cell.
intake-cell-required = 这里空着，要填。
intake-cell-error-value = 这里是 { $shown }，公式没有算出结果。请填上实际内容。
intake-cell-hidden-characters = 里面有看不见的字符，看上去和实际的不一样。请删掉这一格重新打一遍。
intake-cell-too-long = 太长了，最多 { $max } 个字。
intake-name-formula = 姓名是公式算出来的，靠不住。请直接填姓名。
intake-name-characters = 姓名里有数字或者符号。请只填姓名，别的写到备注里。
intake-date-shape = “{ $shown }”看不出是哪一天。请写成 1942-05 或者 1942-05-17。
intake-date-day = “{ $shown }”：{ $month } 月没有 { $day } 日。请核对。
intake-date-month = “{ $shown }”：没有 { $month } 月。请核对。
intake-date-year = “{ $shown }”的年份不对。请写四位年份，如 1942-05。
intake-date-january-or-october = “{ $shown }”分不清是 { $year } 年 1 月还是 10 月（Excel 会把 .10 变成 .1）。请写成 { $year }-01 或 { $year }-10。
intake-date-future = “{ $shown }”还没有到。请核对。
intake-number = “{ $shown }”不是数字。请核对。
intake-whole = “{ $shown }”不对，请填 { $min } 到 { $max } 之间的整数。
intake-word-unknown = 不认得“{ $shown }”。请换成通用的写法。
intake-rank-unknown = 不认得职级“{ $shown }”。请写成正科级、副处级这样，或者国标的写法（乡科级正职）。
intake-illness-unknown = 不认得疾病“{ $shown }”。请写常用的病名（如高血压、冠心病），或者写 ICD-10 编码（如 I10）；说明性的话写到健康备注里。
intake-phone = “{ $shown }”不像电话号码。请核对，有几个号码时用顿号隔开。
intake-coordinates-swapped = 经度和纬度填反了。经度在 73 到 136 之间，纬度在 3 到 54 之间，请对调。
intake-coordinates-abroad = 这个位置不在国内。请核对经度和纬度。
intake-coordinates-half = 经度和纬度只填了一个。请都填上，或者都空着。
intake-id-damaged = 身份证号被 Excel 改成了数字，后三位已经丢失，补不回来。请把这一列设为“文本”格式，对照身份证重新填。
intake-id-shape = 这里不是身份证号。请核对。
intake-id-length = 身份证号有 { $length } 位，应该是 18 位（老的 15 位）。请对照身份证核对。
intake-id-character = 身份证号里有不是数字的字符（常见的是把 0 写成字母 O）。请核对。
intake-id-birth = 身份证号里的出生日期不存在，或者还没有到。请对照身份证核对。
intake-id-check = 身份证号的校验位不对，有一位写错了。请对照身份证核对。
intake-id-other-name = 这个身份证号登记的是“{ $name }”，这一行写的是“{ $said }”。请核对号码；真是改了名，请先在他的档案里改，或者加一列“曾用名”写上原来的名字。
intake-id-two-names = { $sheet }第 { $row } 行的“{ $name }”也是这个身份证号：同一个号，两个名字。请核对是哪一行的号码错了。
intake-id-other-birth = 出生年月“{ $shown }”和身份证号对不上。请核对是哪一个错了。
intake-id-other-sex = 性别“{ $shown }”和身份证号对不上。请核对是哪一个错了。

# What is wrong with a row.
intake-row-alike = 可能已登记：{ $name }（{ $why }）
intake-row-repeated = 和{ $sheet }第 { $row } 行说的是同一个，一份台账里只能留一行。两行写的不一样时，请核对以哪一行为准。
intake-person-no-category = 名册里还没有这个人，要填人员类别（离休、退休、遗属）才能新增。没有这一列的，可以在“台账里的列”下面给整份名册选一个。
intake-person-twin = 和{ $sheet }第 { $row } 行同名，出生年月和单位也对得上，分不清是不是同一个人。请两行都填上身份证号，或者删掉一行。
intake-person-elsewhere = 名册里有 { $count } 个同名的人：{ $known }。凭这一行写的出生年月和单位，定不了是不是同一个人。请填上身份证号。
intake-person-several = 名册里有 { $count } 个同名、同单位、出生年月也对得上的人，不知道是哪一个：{ $known }。请填上身份证号。
intake-person-gone = 核对的时候这个人正好被别人删掉了。请重新核对。
intake-person-ended = { $name } 在册子上还是服务对象。请到本人页面登记去世，医生、任务和待遇才会一起停下；登记以后再导入这一行。

intake-field-longitude = 经度
intake-field-latitude = 纬度
intake-field-area-name = 镇街名称
intake-field-area-code = 代码

# In the log.
action-intake-view = 看导入
action-intake-bring = 上传台账核对
action-intake-apply = 导入台账
action-intake-undo = 撤销导入
action-intake-discard = 删掉没导入的台账
action-intake-failed = 下载错误行

# 上次有、这次没有的。
intake-outcome-gone = 上次有、这次没有
intake-gone-summary = { $ending ->
    [0] 另有 { $count } 个上次台账里有、这次没有，导入时不动。
   *[other] 另有 { $count } 个上次台账里有、这次没有，其中 { $ending } 个随这次导入结束。
  }
intake-gone-look = 看看是谁
intake-gone-sub = 上次导入的台账里有，这次没有。多半是去世、迁出，忘了说；也可能是表里漏了。导入不会动他们，要登记的请逐个办。
intake-gone-sub-ends = 上次导入的台账里有，这次没有。默认不动；不再参加的，勾上，填上截止日期，导入时一并结束，撤销导入时一并恢复。
intake-gone-sub-done = 导入时，上次台账里有、这份台账里没有的。
intake-gone-place = 上次在
intake-gone-do = 怎么办
intake-gone-stays = 不动
intake-gone-namesake = 这次有同名的新增行，可能是同一个人换了写法，请先核对
intake-gone-death = 登记去世
intake-gone-move = 登记搬家
intake-gone-edit = 改资料
intake-gone-close = 关闭
intake-gone-until = 勾选的截止到
intake-gone-end = 记下勾选的，导入时结束
intake-gone-pick-all = 全选本页
intake-gone-ends-on = 导入时结束，截止 { $day }
intake-gone-ended-on = 已随导入结束，截止 { $day }
intake-gone-no-end = 这类台账不能随导入结束。
intake-caption-gone = 上次有、这次没有的 { $count } 个
notice-intake-ending = 已记下，导入时一并结束；名册还没有改动

# 家属关系。
intake-outcome-tie = 家属关系
intake-tie-summary = { $tying ->
    [0] 家属关系 { $count } 条，都已经登记。
   *[other] 家属关系 { $count } 条，其中新登记或改动 { $tying } 条。
  }
intake-tie-look = 逐条看
intake-tie-text = 怎么登记
intake-caption-tie = 台账里写到的 { $count } 条家属关系，新的在前

# 分开数：行、家属关系、结束。
intake-comma = 、
intake-writes-rows = { $count } 行
intake-writes-ties = { $count } 条家属关系
intake-writes-ends = { $count } 处结束
intake-untied = 另有 { $count } 行的家属没有全读懂，也列在“有错”里：本人照样导入，只是没读懂的那几格不登记。

# 册上没有的单位和镇街。
intake-noun-unit = 单位
intake-noun-area = 镇街
intake-unit-unknown = 册上没有“{ $name }”这个单位。写错了请改这一格；确实是新单位，在核对页上勾选“是新的”再导。
intake-unit-unknown-near = 册上没有“{ $name }”这个单位，是不是“{ $near }”？写错了请改这一格；确实是新单位，在核对页上勾选“是新的”再导。
intake-area-unknown = 册上没有“{ $name }”这个镇街。写错了请改这一格；确实是新镇街，在核对页上勾选“是新的”再导。
intake-area-unknown-near = 册上没有“{ $name }”这个镇街，是不是“{ $near }”？写错了请改这一格；确实是新镇街，在核对页上勾选“是新的”再导。
intake-names = 这些册上没有，是新的吗
intake-names-hint = 是新的就勾上，导入时一起建；写错了的不勾，写着它的行不导，改好再传。
intake-name-asked = { $noun }“{ $name }”是新的（{ $rows } 行）
intake-name-asked-near = { $noun }“{ $name }”是新的（{ $rows } 行）；是不是“{ $near }”写错了？
intake-names-all = 这些都是新的，一起建
intake-names-recheck = 按勾选的重新核对
intake-names-first = 册上还没有的 { $count } 个单位、镇街会随导入建起来：{ $names }等。
notice-intake-names = 记下了哪些是新的，已经重新核对

# 整份名册一个类别。
intake-of-all = 这份名册里没有“{ $column }”一列，里面的人都是
intake-of-all-hint = 只用在新增的人身上，册上已有的人不动。选了会记住，下次同样列名的台账照这样。
intake-of-all-none = 不都一样，每行自己写
intake-of-all-said = 没有“{ $column }”一列：新增的人都按“{ $word }”登记，册上已有的人不动。不对请改：
intake-of-all-titles = 没有“{ $column }”一列：新增的人按各张表的标题登记，册上已有的人不动。不对请改：

# 和上次比。
intake-not-compared = 未比对
intake-short = 这份只有 { $rows } 行，上次有 { $before } 行，少得多，不当作整册，没有比对谁不在了。
intake-short-of = “{ $scope }”这次只有 { $rows } 行，上次有 { $before } 行，少得多，不当作整册，没有比对谁不在了。
intake-short-more = 还有 { $count } 份也是这样，没有比对。
intake-gone-nobody = 和上次的台账比过了，上次有的这次都在。
intake-gone-first = 以前没有导入过这份名单，没有上次可以比。
