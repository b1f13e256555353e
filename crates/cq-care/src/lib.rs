//! The care pillar (亲情服务): hospitals, doctors, pairing, campaigns.
