# What the command line says.
cli-demo-rate-source = Invented for the demonstration; no document stands behind it
cli-demo-making = Making an invented bureau: { $people } retirees and survivors, { $doctors } doctors …
cli-demo-loading = Importing { $file } …
cli-demo-loaded =   { $new } new rows, { $wrong } wrong rows skipped
cli-demo-account = { $role }: user { $user }  password { $password }
cli-demo-ready = Ready: open { $url }
cli-plan-rule = { $rule }: { $people } people, { $made } made, { $shifted } moved, { $cancelled } taken back, { $unowned } landed on the fallback
cli-plan-over-cap = { $rule }: { $people } people, more than its cap; nothing was planned
cli-demo-circular-subject = Winter home visits
cli-demo-circular = {"{name}"}: your doctor comes to see you in early December and will call first. Mind the ice.
cli-demo-call-words = The daughter answered and will pass it on
