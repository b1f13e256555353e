//! The invented county: its towns, hospitals and units. Nothing here exists; coordinates lie in a fictitious
//! rectangle of 45 × 40 km around latitude 36.7, longitude 117.5.

/// The bureau's name, as in the titles of its ledgers.
pub const BUREAU: &str = "长庆县委老干部局";
/// The county's name.
pub const COUNTY: &str = "长庆县";

const CENTRE: (f64, f64) = (117.5, 36.7);
const KM_PER_DEGREE: (f64, f64) = (89.25, 110.97);
/// Half of the county's width and height.
const REACH_KM: (f64, f64) = (22.5, 20.0);

/// A place, in kilometres east and north of the county's centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Kilometres east of the centre.
    pub east_km: f64,
    /// Kilometres north of the centre.
    pub north_km: f64,
}

impl Place {
    /// Degrees east, to about 10 cm.
    pub fn longitude(self) -> f64 {
        six_places(CENTRE.0 + self.east_km / KM_PER_DEGREE.0)
    }

    /// Degrees north, to about 10 cm.
    pub fn latitude(self) -> f64 {
        six_places(CENTRE.1 + self.north_km / KM_PER_DEGREE.1)
    }

    /// As the crow flies.
    pub fn distance_km(self, other: Place) -> f64 {
        let (east, north) = (self.east_km - other.east_km, self.north_km - other.north_km);
        (east * east + north * north).sqrt()
    }

    /// A place that far away, held inside the county.
    pub(crate) fn shifted(self, east_km: f64, north_km: f64) -> Place {
        Place {
            east_km: (self.east_km + east_km).clamp(-REACH_KM.0, REACH_KM.0),
            north_km: (self.north_km + north_km).clamp(-REACH_KM.1, REACH_KM.1),
        }
    }
}

fn six_places(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

/// A town (镇) or sub-district (街道).
#[derive(Debug, PartialEq)]
pub struct Area {
    /// 镇街名称
    pub name: &'static str,
    /// Division code, nine digits.
    pub code: &'static str,
    /// Where its office stands.
    pub centre: Place,
    /// Share of the county's retirees, of [`AREAS`]' sum.
    pub weight: u32,
    /// How far homes spread around the office (one standard deviation).
    pub(crate) spread_km: f64,
}

const fn area(
    name: &'static str,
    code: &'static str,
    east: f64,
    north: f64,
    weight: u32,
    spread_km: f64,
) -> Area {
    Area { name, code, centre: Place { east_km: east, north_km: north }, weight, spread_km }
}

/// The twenty towns and sub-districts; the first six are the county seat.
pub const AREAS: [Area; 20] = [
    area("永宁街道", "379721001", 0.0, 0.0, 150, 0.8),
    area("文昌街道", "379721002", 1.9, 1.2, 130, 0.8),
    area("凤山街道", "379721003", -2.0, 1.5, 105, 0.9),
    area("清河街道", "379721004", -1.6, -1.9, 90, 0.9),
    area("东关街道", "379721005", 3.8, -1.1, 70, 1.0),
    area("新城街道", "379721006", 0.8, 4.1, 55, 1.2),
    area("柳河镇", "379721101", -8.5, 5.2, 38, 1.6),
    area("石门镇", "379721102", -14.2, 9.8, 34, 1.8),
    area("沙溪镇", "379721103", 8.9, 6.8, 36, 1.6),
    area("青崖镇", "379721104", 15.1, 12.4, 28, 1.9),
    area("双桥镇", "379721105", -7.4, -6.9, 36, 1.6),
    area("枣林镇", "379721106", -15.8, -3.1, 30, 1.8),
    area("南泉镇", "379721107", 1.2, -9.3, 34, 1.6),
    area("龙潭镇", "379721108", 9.6, -7.7, 30, 1.7),
    area("马家店镇", "379721109", 17.3, 1.9, 32, 1.8),
    area("桃源镇", "379721110", -2.9, 14.6, 28, 1.8),
    area("杏花镇", "379721111", 6.7, 16.0, 22, 1.8),
    area("黄石岭镇", "379721112", -16.9, -14.3, 20, 2.0),
    area("松岭镇", "379721113", 17.8, -14.9, 18, 2.1),
    area("上河镇", "379721114", 3.4, -16.8, 14, 1.9),
];

/// A hospital.
#[derive(Debug, PartialEq)]
pub struct Hospital {
    /// 医院名称
    pub name: &'static str,
    /// 等级
    pub grade: &'static str,
    /// Position in [`AREAS`].
    pub area: usize,
    /// 地址, without county and town.
    pub street: &'static str,
    /// 电话
    pub phone: &'static str,
    /// Where it stands.
    pub place: Place,
    /// Share of the responsible doctors, of [`HOSPITALS`]' sum. 黄石岭 and 松岭 have too few for their elders.
    pub(crate) doctors: u32,
    pub(crate) kind: HospitalKind,
}

/// What departments a hospital has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HospitalKind {
    General,
    Traditional,
    Mind,
    Town,
}

const fn hospital(
    (name, grade, kind): (&'static str, &'static str, HospitalKind),
    area: usize,
    (street, phone): (&'static str, &'static str),
    (east_km, north_km): (f64, f64),
    doctors: u32,
) -> Hospital {
    Hospital { name, grade, area, street, phone, place: Place { east_km, north_km }, doctors, kind }
}

use HospitalKind::{General, Mind, Town, Traditional};

/// The twelve hospitals. Area code 0540 of the telephone numbers is not in use anywhere.
pub const HOSPITALS: [Hospital; 12] = [
    hospital(("长庆县人民医院", "三级乙等", General), 0, ("府前大街16号", "0540-6010001"), (0.6, -0.3), 100),
    hospital(("长庆县中医院", "二级甲等", Traditional), 1, ("文昌路88号", "0540-6010002"), (2.1, 0.9), 58),
    hospital(("长庆县第二人民医院", "二级甲等", General), 2, ("凤山路5号", "0540-6010003"), (-2.3, 1.9), 48),
    hospital(("长庆县康宁医院", "二级乙等", Mind), 4, ("东关街201号", "0540-6010004"), (4.2, -1.6), 18),
    hospital(
        ("清河街道社区卫生服务中心", "一级甲等", Town),
        3,
        ("清河路33号", "0540-6010005"),
        (-1.4, -2.2),
        22,
    ),
    hospital(("柳河镇中心卫生院", "一级甲等", Town), 6, ("柳河街12号", "0540-6010006"), (-8.2, 5.0), 30),
    hospital(("沙溪镇中心卫生院", "一级甲等", Town), 8, ("沙溪街7号", "0540-6010007"), (9.1, 6.5), 28),
    hospital(("双桥镇中心卫生院", "一级甲等", Town), 10, ("双桥街40号", "0540-6010008"), (-7.7, -6.6), 30),
    hospital(("南泉镇卫生院", "一级乙等", Town), 12, ("泉水街3号", "0540-6010009"), (1.0, -9.0), 24),
    hospital(("马家店镇卫生院", "一级乙等", Town), 14, ("店前街21号", "0540-6010010"), (17.0, 2.2), 26),
    hospital(("黄石岭镇卫生院", "一级乙等", Town), 17, ("岭下街9号", "0540-6010011"), (-16.6, -14.0), 4),
    hospital(("松岭镇卫生院", "一级乙等", Town), 18, ("松岭街2号", "0540-6010012"), (17.5, -14.6), 3),
];

/// What kind of body a unit is (单位性质).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    /// 机关
    Organ,
    /// 事业
    Institution,
    /// 企业
    Enterprise,
}

impl UnitKind {
    /// As written in ledgers.
    pub fn label(self) -> &'static str {
        match self {
            Self::Organ => "机关",
            Self::Institution => "事业",
            Self::Enterprise => "企业",
        }
    }
}

/// A unit that pays its retirees and fills in one sheet of the ledger.
#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    /// 单位名称, also the sheet's name.
    pub name: &'static str,
    /// 单位性质
    pub kind: UnitKind,
    /// Share of the county's retirees, of [`UNITS`]' sum.
    pub weight: u32,
}

const fn unit(name: &'static str, kind: UnitKind, weight: u32) -> Unit {
    Unit { name, kind, weight }
}

use UnitKind::{Enterprise, Institution, Organ};

/// The sixty units.
pub const UNITS: [Unit; 60] = [
    unit("县委办公室", Organ, 20),
    unit("县人大办公室", Organ, 16),
    unit("县政府办公室", Organ, 22),
    unit("县政协办公室", Organ, 16),
    unit("县纪委监委机关", Organ, 14),
    unit("县委组织部", Organ, 12),
    unit("县委宣传部", Organ, 11),
    unit("县委统战部", Organ, 8),
    unit("县委政法委", Organ, 8),
    unit("县委党校", Institution, 14),
    unit("县法院", Organ, 20),
    unit("县检察院", Organ, 16),
    unit("县公安局", Organ, 46),
    unit("县司法局", Organ, 12),
    unit("县财政局", Organ, 26),
    unit("县发展和改革局", Organ, 18),
    unit("县教育和体育局", Organ, 30),
    unit("县工业和信息化局", Organ, 24),
    unit("县民政局", Organ, 16),
    unit("县人力资源和社会保障局", Organ, 20),
    unit("县自然资源局", Organ, 22),
    unit("县住房和城乡建设局", Organ, 24),
    unit("县交通运输局", Organ, 26),
    unit("县水务局", Organ, 24),
    unit("县农业农村局", Organ, 40),
    unit("县林业发展中心", Institution, 16),
    unit("县商务局", Organ, 18),
    unit("县文化和旅游局", Organ, 14),
    unit("县卫生健康局", Organ, 18),
    unit("县审计局", Organ, 12),
    unit("县市场监督管理局", Organ, 30),
    unit("县统计局", Organ, 8),
    unit("县应急管理局", Organ, 10),
    unit("县退役军人事务局", Organ, 14),
    unit("县税务局", Organ, 28),
    unit("县总工会", Organ, 8),
    unit("县妇联", Organ, 6),
    unit("县档案馆", Institution, 6),
    unit("县广播电视台", Institution, 16),
    unit("县供销合作社", Enterprise, 40),
    unit("县粮食和物资储备中心", Institution, 26),
    unit("县人民医院", Institution, 48),
    unit("县中医院", Institution, 26),
    unit("县疾病预防控制中心", Institution, 14),
    unit("县第一中学", Institution, 44),
    unit("县第二中学", Institution, 32),
    unit("县实验小学", Institution, 26),
    unit("县职业教育中心", Institution, 20),
    unit("县图书馆", Institution, 6),
    unit("县农机服务中心", Institution, 14),
    unit("县农业科学研究所", Institution, 12),
    unit("县供电公司", Enterprise, 30),
    unit("县自来水公司", Enterprise, 16),
    unit("县邮政公司", Enterprise, 16),
    unit("县机械厂", Enterprise, 36),
    unit("县化肥厂", Enterprise, 32),
    unit("县纺织厂", Enterprise, 30),
    unit("县建筑公司", Enterprise, 22),
    unit("城区街道机关", Organ, 60),
    unit("各镇机关", Organ, 90),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_distinct_and_sheets_can_carry_them() {
        let units: HashSet<_> = UNITS.iter().map(|u| u.name).collect();
        assert_eq!(units.len(), UNITS.len());
        assert!(UNITS.iter().all(|u| u.name.chars().count() <= 31));
        assert_eq!(AREAS.iter().map(|a| a.name).collect::<HashSet<_>>().len(), 20);
        assert_eq!(AREAS.iter().map(|a| a.code).collect::<HashSet<_>>().len(), 20);
        assert_eq!(HOSPITALS.iter().map(|h| h.name).collect::<HashSet<_>>().len(), 12);
    }

    #[test]
    fn every_hospital_stands_in_its_own_town() {
        for hospital in &HOSPITALS {
            let nearest = (0..AREAS.len())
                .min_by(|a, b| {
                    let far = |at: usize| AREAS[at].centre.distance_km(hospital.place);
                    far(*a).total_cmp(&far(*b))
                })
                .unwrap();
            assert_eq!(nearest, hospital.area, "{}", hospital.name);
        }
    }
}
