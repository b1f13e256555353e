# 年龄怎么说。
age-completed = { $n } 岁
age-nominal = 虚岁 { $n }
age-completed-first = { $completed } 岁（虚岁 { $nominal }）
age-nominal-first = 虚岁 { $nominal }（周岁 { $completed }）
age-settings = 年龄算法
age-settings-sub = 个人资料页两种都显示；名单里只放一种。制度、报表和人群筛选一律按周岁。
age-question = 先写哪一种，名单里用哪一种
age-rule-completed = 周岁：过一个生日长一岁
age-rule-nominal = 虚岁：出生算一岁，过一个春节长一岁
age-example = { $day }出生：{ $age }
age-since = { $day }起这样写。
age-never-set = 没有设过，按周岁。
age-save = 保存
age-leave = 回到名单
age-listed-completed = 年龄为周岁。
age-listed-nominal = 年龄为虚岁。
age-listed-change = 改算法

action-age-set = 设定年龄算法

# 上一步做了什么。
notice-age-set = 已保存，名单从现在起这样写。
