# Segments: sentences of conditions, pages.

# Joining.
segment-and = 、
segment-or = 或
segment-both = 且
segment-brackets = （{ $what }）
segment-not = 不属于“{ $what }”
segment-everyone = 全部在册人员
segment-whom-ended = 已离世或不再服务
segment-whom-relatives = 只作为亲属登记
segment-whom-everybody = 含离世、不再服务的和亲属

# One condition each, and its contrary.
segment-plain = { $what }
segment-plain-not = 不是{ $what }
segment-word = { $field }为{ $what }
segment-word-not = { $field }不是{ $what }
segment-at-least = { $field }在{ $what }以上
segment-below = { $field }不到{ $what }
segment-age-from = 年满{ $from }周岁
segment-age-from-not = 未满{ $from }周岁
segment-age-to = { $to }周岁以下
segment-age-between = { $from }至{ $to }周岁
segment-born-in = { $what }过生日
segment-dated-from = { $field }在{ $from }以后
segment-dated-to = { $field }在{ $to }以前
segment-dated-between = { $field }在{ $from }至{ $to }
segment-living = { $what }
segment-living-not = 不是{ $what }
segment-ill = 患{ $what }
segment-ill-not = 没有{ $what }
segment-unit = 原单位是{ $what }
segment-unit-not = 原单位不是{ $what }
segment-area = 住在{ $what }
segment-area-not = 不住在{ $what }
segment-lacks = 缺{ $what }
segment-lacks-not = 不缺{ $what }
segment-has = 有{ $what }
segment-has-not = 没有{ $what }
segment-member = 参加了{ $what }
segment-member-not = 没有参加{ $what }
segment-member-of = 已加入{ $what }
segment-member-of-not = 未加入{ $what }
segment-post = 担任{ $what }
segment-post-not = 没有担任{ $what }
segment-has-doctor = 有责任医生
segment-has-doctor-not = 没有责任医生
segment-doctor = 责任医生是{ $what }
segment-doctor-not = 责任医生不是{ $what }
segment-open = 有事待办
segment-open-not = 没有待办的事
segment-overdue = 有事逾期
segment-overdue-not = 没有逾期的事
segment-unseen = { $days }天未见
segment-unseen-not = { $days }天内见过
segment-near-area = 离{ $place }中心{ $far }以内
segment-near-hospital = 离{ $place }{ $far }以内
segment-ability = 能力评估为{ $what }
segment-km = { $n }公里
segment-m = { $n }米
segment-place-any-area = 任一镇街
segment-place-any-hospital = 任一医院
segment-gone = （已不在册）

# Names of fields.
segment-field-sex = 性别
segment-field-category = 类别
segment-field-rank = 职级
segment-field-treatment = 享受待遇
segment-field-ethnicity = 民族
segment-field-politics = 政治面貌
segment-date-born = 出生日期
segment-date-joined-work = 参加工作时间
segment-date-joined-party = 入党时间
segment-date-retired = 离退休时间
segment-date-ended = 停止服务日期
segment-month-1 = 1月
segment-month-2 = 2月
segment-month-3 = 3月
segment-month-4 = 4月
segment-month-5 = 5月
segment-month-6 = 6月
segment-month-7 = 7月
segment-month-8 = 8月
segment-month-9 = 9月
segment-month-10 = 10月
segment-month-11 = 11月
segment-month-12 = 12月

# What may not be known.
segment-gap-citizen-id = 身份证号
segment-gap-born = 出生日期
segment-gap-born-day = 准确到日的出生日期
segment-gap-phone = 电话
segment-gap-address = 住址
segment-gap-area = 所在镇街
segment-gap-place = 地图位置
segment-gap-unit = 原工作单位
segment-gap-rank = 职级
segment-gap-politics = 政治面貌
segment-gap-retired = 离退休时间
segment-gap-living = 居住情况
segment-gap-illness = 病症登记
segment-gap-contact = 紧急联系人

# Whom somebody has, what they belong to.
segment-tie-spouse = 健在的配偶
segment-tie-child = 子女
segment-tie-contact = 紧急联系人
segment-tie-proxy = 代办人
segment-kind-committee = 党工委
segment-kind-branch = 党支部
segment-kind-party-group = 党小组
segment-kind-club = 社团
segment-kind-class = 班级
segment-kind-advisory = 智囊团、指导团
segment-post-head = 书记、会长或班长
segment-post-deputy = 副职
segment-post-organiser = 组织委员
segment-post-publicist = 宣传委员
segment-post-backbone = 骨干
segment-level-0 = 完好
segment-level-1 = 轻度失能
segment-level-2 = 中度失能
segment-level-3 = 重度失能
segment-level-4 = 完全失能

# Why something is no segment.
segment-flaw-unknown = 有一个条件这里看不懂，请去掉它再选一次。
segment-flaw-empty = 有一个条件没有填，或者前后矛盾，请看一下。
segment-flaw-too-many = 条件太多了，最多 { $max } 个。
segment-flaw-later = 这个人群是更新的版本存下的，这里还看不懂。
segment-name-taken = 已经有叫这个名字的人群，可能是同事自用的，请换一个名字。

action-segment-view = 查看人群
action-segment-make = 存、改人群
