# 通知的话：按发生的事写，在写的时候说定。
tell-case-received-subject = 您反映的事已登记
tell-case-received = { $name }您好！您反映的事已经登记，首接责任人{ $first }，最晚{ $due }前给您答复。有事请随时联系我们。
tell-case-late-subject = 事项超时提醒
tell-case-late = { $name }您好！{ $person }的事项已过办理时限（{ $due }），请到“首接负责”里看一看。
tell-errand-assigned-subject = 代办已安排
tell-errand-assigned = { $name }您好！您托办的事已安排{ $worker }{ $when }来办。我们的人不会向您要银行卡和密码。
tell-placeholder = {"{姓名}"}
