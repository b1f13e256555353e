# What the command line says.
cli-demo-rate-source = 演示用的虚构标准，没有真实文号
cli-demo-making = 正在造一个虚构的老干部局：{ $people } 位离退休干部和遗属，{ $doctors } 名责任医生……
cli-demo-loading = 导入 { $file } ……
cli-demo-loaded = 　　新增 { $new } 行，有错跳过 { $wrong } 行
cli-demo-account = { $role }：用户名 { $user }　密码 { $password }
cli-demo-ready = 好了，请打开 { $url }
cli-plan-rule = { $rule }：{ $people }人，新排{ $made }件，改动{ $shifted }件，取消{ $cancelled }件，没有责任人、落到兜底人的{ $unowned }件
cli-plan-over-cap = { $rule }：有{ $people }人，超过上限，没有排
cli-demo-circular-subject = 冬日送温暖上门服务
cli-demo-circular = {"{姓名}"}同志：您好！入冬以后，您的责任医生会在十二月上旬上门量血压、测血糖，请留意电话。天冷路滑，出门慢行。
cli-demo-call-words = 女儿接的，说转告老人
