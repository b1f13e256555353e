//! Documents by which the invented bureau works. The sentences are its own; what they promise is what the program does as it comes.

/// A version of a document.
pub struct BylawText {
    /// Its number on paper.
    pub number: &'static str,
    /// How many days ago it was published, and how many days after that it begins.
    pub published: (usize, i64),
    /// Its paragraphs.
    pub body: &'static [&'static str],
    /// Logins of who has read it.
    pub read: &'static [&'static str],
}

/// A document.
pub struct BylawRecord {
    /// Without the marks around it.
    pub title: &'static str,
    /// A word of the program's kinds.
    pub kind: &'static str,
    /// Words of what it governs.
    pub governs: &'static [&'static str],
    /// Words of who has to read it.
    pub readers: &'static [&'static str],
    /// Its versions.
    pub versions: &'static [BylawText],
}

/// What the bureau works by.
pub const BYLAWS: [BylawRecord; 3] = [
    BylawRecord {
        title: "首接负责与回访办法",
        kind: "measure",
        governs: &["case", "refusal"],
        readers: &["clerk", "leader", "doctor"],
        versions: &[
            BylawText {
                number: "长老干〔2025〕6 号",
                published: (400, 0),
                body: &[
                    "第一条　老同志和家属来电、来访、来信，第一个接到的人就是首接人，从头到尾负责。",
                    "第二条　能当场答复的当场答复；不归自己办的，首接人陪着交到经办人手里，交出去不等于办完。",
                    "第三条　急事两个工作小时内有回音，一般事项十个工作日办完，复杂事项十五个工作日办完。",
                    "第四条　办不了的，要写清原因，由科室负责人核对后答复。",
                    "第五条　办完由首接人打电话回访，问清楚满意不满意。",
                ],
                read: &["clerk", "leader", "doctor"],
            },
            BylawText {
                number: "长老干〔2026〕9 号",
                published: (20, 5),
                body: &[
                    "第一条　老同志和家属来电、来访、来信，第一个接到的人就是首接人，从头到尾负责。",
                    "第二条　能当场答复的当场答复；不归自己办的，首接人陪着交到经办人手里，交出去不等于办完。",
                    "第三条　急事两个工作小时内有回音，一般事项七个工作日办完，复杂事项十五个工作日办完。",
                    "第四条　到时限没有办完，系统逐级提醒首接人、科室负责人和分管领导，提醒过谁都看得见。",
                    "第五条　办不了的，要写清原因，由另一人核对后答复，不得一个人拒绝。",
                    "第六条　办完三个工作日内回访，回访的人不能是经办人，记下老同志的原话。",
                ],
                read: &["leader"],
            },
        ],
    },
    BylawRecord {
        title: "代办服务和代办用钱规定",
        kind: "provision",
        governs: &["errand", "errand-money"],
        readers: &["clerk", "leader", "doctor"],
        versions: &[BylawText {
            number: "长老干〔2025〕11 号",
            published: (300, 0),
            body: &[
                "第一条　银行、购物、保洁、陪聊四类事可以代办，独居、空巢、无子女的老同志优先。",
                "第二条　不替老同志保管密码、存折和银行卡，不代办贷款、投资、保险和遗嘱。",
                "第三条　用到钱的代办，先签委托书。去银行办事必须两个人一起去。",
                "第四条　垫付不超过规定限额，每一笔都留票据；办完当面结清，余额为零，老同志签字。",
                "第五条　由没有参加代办的人打电话核对钱数。",
            ],
            read: &["clerk", "leader", "doctor"],
        }],
    },
    BylawRecord {
        title: "特殊困难救助实施细则",
        kind: "detail",
        governs: &["relief"],
        readers: &["clerk", "leader"],
        versions: &[BylawText {
            number: "长老干〔2026〕2 号",
            published: (200, 0),
            body: &[
                "第一条　老同志本人、老伴、原单位都可以提出申请，说不清、写不了的由工作人员代写。",
                "第二条　一人上门核实，另一人审核，缺一不可。",
                "第三条　救助会议集体研究，写明同意、不同意或者暂缓，留下会议记录。",
                "第四条　同意的按规定天数公示，只写能认出这项决定的最少内容；有异议先答复。",
                "第五条　公示期满，一人提出、一人审批，从当年预算里支出，通过银行付到本人账户。",
            ],
            read: &["clerk"],
        }],
    },
];
