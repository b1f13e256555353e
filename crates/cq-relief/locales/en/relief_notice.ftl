# Notices and objections.
notice-relief-noticed = The notice is out. Print it for the wall.
notice-relief-objected = The objection is written down. Answer it soon.
notice-relief-answered = The answer is written down.
action-relief-notice = See the relief notice
action-relief-object = Write objections and answers down
relief-notice-sub = A number, a surname, where they worked, a kind and an amount: enough to know which decision it is
relief-notice-none = Nothing is on notice
relief-notice-none-text = What a meeting granted goes on notice from its page.
relief-notice-print = Print the notice (PDF)
relief-notice-title = Notice of relief
relief-notice-some = *
relief-notice-text = A meeting intends to grant relief to the following { $n } applications. Each is on notice as the table says.
relief-notice-objections = Objections during the notice go to { $to }. Who objects is not made public.
relief-objection-answered = This objection has been answered.
