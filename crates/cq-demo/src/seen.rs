//! Guide desks of an invented bureau: where they stand, who stands there, what people come for.

/// Where in a hospital a desk is.
pub const PLACES: [&str; 3] = ["门诊楼一楼大厅左侧", "门诊大厅服务台旁", "一楼收费处对面"];

/// Who stands at desks.
pub const GUIDES: [&str; 6] = ["周晓敏", "吴秀芝", "郑小云", "冯雅琴", "褚玉兰", "卫春梅"];

/// What people come for.
pub const SEEN_FOR: [&str; 5] =
    ["复查血压，开药", "心口闷，想做心电图", "膝盖疼，走路费劲", "咳了一个礼拜", "复查血糖"];

/// About when those who were announced are expected: in the morning, when the desk is open on every day of the week.
pub const ANNOUNCED: [&str; 2] = ["10:00", "11:00"];
