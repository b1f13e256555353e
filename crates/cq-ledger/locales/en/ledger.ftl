# The ledger.
ledger-amount-no-number = Write the amount in digits, such as 125.50
ledger-amount-not-more = The amount has to be more than nothing
ledger-amount-fraction = The smallest amount is a fen: two digits after the point at most
ledger-amount-too-much = That is too much; please check it again
ledger-refused-overdrawn = There is not enough; nothing was posted.
ledger-refused-alone = This takes two people: one enters it, another checks and agrees.
ledger-refused-reversed = This was taken back already.
ledger-refused-late = Ten minutes have passed, so it cannot be taken back. If it was wrong, post another one the other way.
ledger-refused-is-reversal = What was taken back cannot be taken back again; please post it anew.
