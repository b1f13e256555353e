# Codes of administrative divisions, GB/T 2260.
division-index = Division codes
division-sub = What the first six digits of a citizen ID name. Provinces and prefectures since 1980 are built in; counties and each year’s changes come from the bureau’s own sheet.
division-import = Import a sheet
division-code = Code
division-code-hint = Six digits, e.g. 370181
division-name = Name
division-since = In force from
division-until = Until
division-in-force = in force
division-successor = Became
division-look-up = Look up
division-answer = { $code } is { $place }.
division-nothing = { $code } stands neither in the built-in table nor in the bureau’s.
division-lacks-county = { $place } (county not entered)
division-ceased = { $place } (until { $year })
division-became = { $place } (until { $year }, now { $code } { $name })
division-own = Entered by the bureau
division-none = Nothing entered yet
division-none-next = Once a year, when the official notice has come, import a sheet with the columns 代码, 名称, 启用, 停用 and 现代码. Retired codes stay: numbers keep them for life.
division-code-wrong = “{ $shown }” is no code of six digits.
division-until-before-since = It ceases before it begins.
division-successor-itself = It cannot become itself.
division-issued = Number first given in { $place }
division-doubt-unknown = The first six digits name no division on record. Compare the number with the card.
division-doubt-new = The first six digits name a division that is newer than this number. Compare it with the card.
division-doubt-old = The first six digits name a division that had ceased before this number was given. Compare it with the card.

action-division-view = looked at division codes

# What the last step did.
notice-warn-division-made = Registered. But the first six digits of the citizen ID do not fit; see the remark beside it.
notice-warn-division-saved = Saved. But the first six digits of the citizen ID do not fit; see the remark beside it.
