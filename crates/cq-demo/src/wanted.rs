//! What is done for elders in an invented bureau, who does it, and the slips that come with it.

use image::{DynamicImage, GrayImage, ImageFormat, Luma};

/// Something that is wanted. Words are those that forms take.
pub struct Wanted {
    /// A word of the kinds that come with the program.
    pub kind: &'static str,
    /// `phone`, `desk`, `paper` or `visit`.
    pub channel: &'static str,
    /// What, in their words.
    pub wanted: &'static str,
    /// What was done.
    pub done: &'static str,
    /// What it cost in a shop, in fen; none where no money went.
    pub paid_fen: Option<i64>,
    /// What was drawn at the bank, in fen.
    pub drawn_fen: Option<i64>,
}

const fn wanted(
    kind: &'static str,
    channel: &'static str,
    wanted: &'static str,
    done: &'static str,
    paid_fen: Option<i64>,
    drawn_fen: Option<i64>,
) -> Wanted {
    Wanted { kind, channel, wanted, done, paid_fen, drawn_fen }
}

/// Wanted again and again.
pub const WANTED: [Wanted; 10] = [
    wanted(
        "banking",
        "phone",
        "取这个月的养老金，再到药店买两盒降压药。",
        "养老金取回，药买了两盒，钱当面点清。",
        Some(8_635),
        Some(326_050),
    ),
    wanted(
        "shopping",
        "phone",
        "买十斤米、一桶油、两斤鸡蛋，送到五楼。",
        "都送上楼了，小票给老人看过。",
        Some(15_890),
        None,
    ),
    wanted(
        "cleaning",
        "visit",
        "窗户够不着擦，抽油烟机也该洗了。",
        "擦了六扇窗，油烟机拆洗好了。",
        None,
        None,
    ),
    wanted(
        "chat",
        "phone",
        "一个人在家闷得慌，想找人说说话、读读报。",
        "陪了一个半钟头，读了两版报纸。",
        None,
        None,
    ),
    wanted(
        "shopping",
        "desk",
        "到县医院药房取预约好的药，挂号单在我这里。",
        "药取回来了，用法又念了一遍。",
        Some(4_320),
        None,
    ),
    wanted("banking", "phone", "存折满了要换新的，腿脚不好去不了。", "陪着到柜台换好了新折。", None, None),
    wanted(
        "shopping",
        "phone",
        "水费电费到日子了，帮着去大厅交一下。",
        "都交了，收据放在茶几上。",
        Some(13_275),
        None,
    ),
    wanted("cleaning", "phone", "被褥想拆洗晾晒，自己抬不动。", "拆洗晒好，又套上了。", None, None),
    wanted(
        "chat",
        "visit",
        "手机上怎么跟外孙视频，教一教。",
        "教会了，写了张大字的步骤贴在墙上。",
        None,
        None,
    ),
    wanted(
        "shopping",
        "phone",
        "下雪出不了门，买点青菜豆腐和挂面。",
        "菜送到了，顺手把门口的雪扫了。",
        Some(3_640),
        None,
    ),
];

/// Who does errands beside the bureau's own people.
pub const WORKERS: [&str; 5] = ["赵志愿", "钱玉芬", "孙建民", "李秋霞", "周大勇"];

/// Why it could not be done.
pub const IMPOSSIBLE: &str = "要本人到场刷脸，我们替不了，已约好社区车下周一接老人去。";
/// Why it is not wanted any more.
pub const UNWANTED: &str = "儿子周末回来，自己办了。";
/// What elders say of it.
pub const SAID: [&str; 4] =
    ["跑得快，账也清楚。", "小伙子有耐心。", "比我自己办还仔细，谢谢。", "来了两回都准时。"];

/// A slip of paper with some lines on it, as a PNG: a receipt, a mandate or a signature of nobody.
pub fn slip(lines: u32) -> Vec<u8> {
    let mut paper = GrayImage::from_pixel(360, 480, Luma([250]));
    for line in 0..lines.clamp(1, 18) {
        // Lines of uneven length, as on a till's receipt.
        let length = 120 + (line * 67) % 180;
        for x in 30..30 + length {
            for y in 0..4 {
                paper.put_pixel(x, 40 + line * 22 + y, Luma([70]));
            }
        }
    }
    let mut file = std::io::Cursor::new(Vec::new());
    // Writing to memory does not fail.
    let _ = DynamicImage::ImageLuma8(paper).write_to(&mut file, ImageFormat::Png);
    file.into_inner()
}
