# 行政区划代码，GB/T 2260。
division-index = 行政区划代码
division-sub = 身份证号前六位是哪里。1980 年以来的省、地两级已经内置；县级代码和每年的变动由本局导入。
division-import = 导入代码表
division-code = 代码
division-code-hint = 六位数字，如 370181
division-name = 名称
division-since = 启用
division-until = 停用
division-in-force = 在用
division-successor = 现代码
division-look-up = 查询
division-answer = { $code } 是{ $place }。
division-nothing = { $code } 不在内置代码表里，本局也没有录入。
division-lacks-county = { $place }（县级代码未录入）
division-ceased = { $place }（{ $year } 年停用）
division-became = { $place }（{ $year } 年停用，现 { $code } { $name }）
division-own = 本局录入的代码
division-none = 还没有录入
division-none-next = 每年变动文件下来后导入一张表，列名：代码、名称、启用、停用、现代码。停用的代码要保留：身份证号终身不变。
division-code-wrong = “{ $shown }”不是六位代码。
division-until-before-since = 停用早于启用。
division-successor-itself = 不能变更为自己。
division-issued = 首次编号地：{ $place }
division-doubt-unknown = 前六位不在行政区划代码表里，请与证件核对。
division-doubt-new = 前六位的区划是后来才设的，与出生年份不相称，请与证件核对。
division-doubt-old = 前六位的区划在编号之前已经撤销，请与证件核对。

action-division-view = 查行政区划代码

# 上一步做了什么。
notice-warn-division-made = 已登记。不过身份证号前六位对不上，请看证件号下的提示。
notice-warn-division-saved = 已保存。不过身份证号前六位对不上，请看证件号下的提示。
