# 钱款台账。
ledger-amount-no-number = 金额用数字写，例如 125.50
ledger-amount-not-more = 金额要大于零
ledger-amount-fraction = 金额最小到分，小数点后最多两位
ledger-amount-too-much = 金额太大了，请再核对
ledger-refused-overdrawn = 余额不够，这笔没有记。
ledger-refused-alone = 这笔钱要两个人经手：一人记、另一人核对同意。
ledger-refused-reversed = 这笔已经撤回过了。
ledger-refused-late = 已经过了十分钟，不能撤回。钱款有误，请另记一笔相反的。
ledger-refused-is-reversal = 撤回的记录不能再撤回，请重新记一笔。
