# Relations: spouses, children, contacts.
relation-of-person = 家庭和联系人
relation-none = 还没有登记家属和联系人。
relation-add = 添加家属或联系人
relation-add-to = 给{ $name }添加家属或联系人
relation-add-sub = 已经在册的先查出来选中，不用重新登记；夫妻登记一次，两边都看得到。
relation-search = 先查一下是不是已经在册
relation-search-hint = 姓名、拼音、电话或证件号后四位
relation-whom = 是谁
relation-whom-hint = 册上没有的，选“新登记一位”，写上姓名和电话
relation-somebody-new = 新登记一位
relation-namesakes = 台账里已有叫“{ $name }”的人：是其中一位就选上；都不是，再按一次“登记”
relation-nobody = 请选一位在册的人，或者写上姓名新登记一位。
relation-name = 姓名
relation-phone = 电话
relation-sex = 性别
relation-kind = 关系
relation-is = 是{ $name }的什么人
relation-notes = 用途
relation-is-contact = 紧急联系人
relation-contact-hint = 有急事先打给这一位
relation-is-proxy = 家属代办人
relation-proxy-hint = 可以替老人办手续、签字
relation-served-too = 也在服务
relation-other-ended = 已不在
relation-since = 从什么时候起
relation-from = { $day }起
relation-remark = 备注
relation-save = 登记
relation-change = 改
relation-between = { $name }和{ $other }
relation-other-edit = 改{ $name }本人的姓名、电话
relation-past = 以前的 { $n } 条
relation-end = 结束这个关系
relation-end-why = 为什么结束
relation-until = 到什么时候为止
relation-until-hint = 不填就算今天
relation-cared-for = 照料对象
relation-oneself = 不能把本人登记成自己的家属。
relation-already = 这两位的关系已经登记过了，在本人页面上可以看到。
relation-second-spouse = 其中一位已经有在世的配偶。请先核对；如已离婚或去世，先结束原来的婚姻关系。
relation-circle = 这样登记会成为自己的长辈，父母和子女弄反了吧，请核对。
relation-parent-younger = 按出生日期，父母比子女还小，请核对是不是弄反了。
relation-merged = 其中一份档案已经并入另一份，请登记到保留的那份档案上。
relation-has-died = 其中一位已经去世，不能再当联系人或代办人。去掉勾选就可以登记。
relation-begins-after-death = 这一天，其中一位已经去世了
relation-ends-before-it-began = 结束的日期在开始之前，请看一下。
relation-not-yet = 日期在今天以后，请到那天再登记。
relation-only-spouses-divorce = 只有夫妻关系才能因离婚结束。

relation-kind-spouse = 配偶
relation-kind-child = 子女
relation-kind-parent = 父母
relation-kind-sibling = 兄弟姐妹
relation-kind-kin = 其他亲属
relation-kind-carer = 照料人
relation-kind-friend = 朋友邻居

relation-because-died = 对方去世
relation-own-death = 本人去世
relation-because-divorced = 离婚
relation-because-mistake = 登记错了，从来没有这个关系
relation-because-other = 其他原因

action-relation-edit = 登记家属和联系人

notice-relation-added = 已经登记。
notice-relation-saved = 已经改好。
notice-relation-ended = 这个关系已经结束，记录留在“以前的”里。

# Families in the ledger of people.
relation-field-spouse = 配偶姓名
relation-field-spouse_phone = 配偶电话
relation-field-spouse_citizen_id = 配偶身份证号
relation-field-child = 子女姓名
relation-field-child_phone = 子女电话
relation-field-contact = 紧急联系人
relation-field-contact_phone = 紧急联系人电话
relation-field-contact_relation = 紧急联系人关系
relation-field-relative = 家属联系人
relation-field-relative_phone = 家属联系人电话
relation-field-relative_relation = 家属联系人关系
relation-ledger-new-person = 登记{ $kind }{ $name }，册上没有这个人，按亲属新建一份{ $contact ->
    [yes] ，设为紧急联系人
   *[no] {""}
  }。
relation-ledger-new-same = 登记{ $kind }{ $name }，和{ $sheet }第 { $row } 行写的是同一个人，只建一份{ $contact ->
    [yes] ，设为紧急联系人
   *[no] {""}
  }。
relation-ledger-new-row = 登记{ $kind }{ $name }，就是{ $sheet }第 { $row } 行那位，不另建{ $contact ->
    [yes] ，设为紧急联系人
   *[no] {""}
  }。
relation-ledger-new-known = 登记{ $kind }{ $name }，名册上已有这位（{ $about }），不另建{ $contact ->
    [yes] ，设为紧急联系人
   *[no] {""}
  }。
relation-ledger-held = { $kind }{ $name }已经登记，不变。
relation-ledger-call = { $kind }{ $name }已经登记，现设为紧急联系人。
relation-ledger-over = { $kind }{ $name }登记过，已在 { $day } 结束，不再登记；要恢复请到本人页面办。
relation-ledger-same = 和{ $sheet }第 { $row } 行写的是同一层关系，只登记一次。
relation-ledger-phone = { $name }的电话由 { $before } 改为 { $after }。
relation-ledger-phone-new = 补上{ $name }的电话 { $after }。
relation-ledger-has-died = { $name }已经去世，不登记新的关系。
relation-ledger-no-name = 这里没有姓名。请只写姓名，电话和关系可以写在后面的括号里。
relation-ledger-two-kinds = { $name }在这一行里写成了两种关系。请核对，只留一种。
relation-ledger-kind-unknown = 不认得关系“{ $shown }”。请写成配偶、子女、父母、兄弟姐妹、其他亲属、照料人或者朋友邻居。
relation-ledger-phones = 姓名有 { $count } 个，电话的个数对不上。请按姓名的顺序写，用顿号隔开。
relation-ledger-other-number = 这个身份证号登记的是{ $other }，不是{ $name }。请核对。
relation-ledger-other-kind = { $name }已经登记为{ $known }，这里写的是{ $said }。请核对；登记错了的先到本人页面改。
relation-ledger-several = 叫{ $name }的有 { $count } 位（{ $where }），分不清是哪一位。请填上电话或身份证号，或者先到本人页面登记。
relation-ledger-perhaps = 已有一位同名的{ $name }（{ $where }），分不清是不是同一个人。请把电话写成和那位一样的，或者先到本人页面登记。
relation-ledger-several-held = 家里登记了不止一位{ $name }，不知道说的是哪一位。请填上电话。
relation-ledger-second-spouse = { $name }的配偶已经是{ $other }。请核对；如已离婚或去世，先结束原来的婚姻关系。
relation-ledger-two-phones = 这份台账里给{ $name }写了两个不同的电话。请核对，只留一个。
relation-ledger-undo-changed = 有一条家属关系后来又改过
