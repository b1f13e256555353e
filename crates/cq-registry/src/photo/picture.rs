//! From whatever a phone or a scanner sends to a small JPEG of known size and nothing but its points.

use std::io::Cursor;

use cq_platform::messages::Text;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
    codecs::jpeg::JpegEncoder, metadata::Orientation,
};

/// Largest file taken, in bytes: above any telephone's JPEG.
pub const MAX_BYTES: usize = 20 << 20;
/// Most points of an uploaded picture: 64 million, above what a telephone takes; a file of a few kilobytes can claim more.
const MAX_POINTS: u64 = 64_000_000;
/// Most memory for the points while a picture is drawn anew, in bytes.
const MAX_MEMORY: u64 = 256 << 20;
/// Longest edge of a side, in points, that is read at all.
const MAX_EDGE: u32 = 16_000;
/// Shortest edge on which a face can be made out.
const MIN_EDGE: u32 = 60;
/// Longest edge as it is kept: 640, which is 480 × 640 for a portrait.
pub const KEPT_EDGE: u32 = 640;
/// Quality of the JPEG kept, of 100.
const QUALITY: u8 = 85;
/// By how much ink stands out from paper at least, of 255.
const INK_LEAST: usize = 40;
/// One point of so many is ink at least: a stroke of a finger's breadth on the sheet of a telephone.
const INK_SHARE: u64 = 2_000;
/// What shows through a transparent picture.
const PAPER: u8 = 255;

/// A picture as it is kept: JPEG, upright, of bounded size, without any metadata.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture(Vec<u8>);

/// Why a file is no picture for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// No file came.
    Missing,
    /// More than [`MAX_BYTES`].
    TooHeavy,
    /// Neither JPEG nor PNG nor WebP.
    NoPicture,
    /// HEIC, which a telephone of Apple's keeps when asked for the original.
    Heic,
    /// More points, or more memory for them, than are read.
    TooLarge,
    /// Too few points for a face.
    TooSmall,
    /// It begins as a picture and does not go on as one.
    Damaged,
    /// A sheet on which nothing is written.
    Blank,
}

impl From<Refused> for Text {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Missing => Text::new("photo-missing"),
            Refused::TooHeavy => Text::new("photo-too-heavy").with("max", MAX_BYTES >> 20),
            Refused::NoPicture => Text::new("photo-no-picture"),
            Refused::Heic => Text::new("photo-heic"),
            Refused::TooLarge => Text::new("photo-too-large"),
            Refused::TooSmall => Text::new("photo-too-small").with("min", MIN_EDGE),
            Refused::Damaged => Text::new("photo-damaged"),
            Refused::Blank => Text::new("photo-blank"),
        }
    }
}

impl From<ImageError> for Refused {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => Refused::TooLarge,
            _ => Refused::Damaged,
        }
    }
}

impl Picture {
    /// Draws what is in a file anew. Its size is known before any of it is unpacked. Takes up to a second of a processor and
    /// [`MAX_MEMORY`].
    pub fn of(file: &[u8]) -> Result<Self, Refused> {
        Self::within(file, KEPT_EDGE)
    }

    /// As [`of`](Picture::of), at most `edge` points on each side: small print on a receipt needs more of them than a face.
    pub fn within(file: &[u8], edge: u32) -> Result<Self, Refused> {
        Self::kept(&drawn(file, edge)?)
    }

    /// As [`within`](Picture::within), of a sheet on which something is written.
    pub fn written(file: &[u8], edge: u32) -> Result<Self, Refused> {
        let points = drawn(file, edge)?;
        if is_blank(&points) { Err(Refused::Blank) } else { Self::kept(&points) }
    }

    fn kept(points: &RgbImage) -> Result<Self, Refused> {
        let mut kept = Vec::new();
        JpegEncoder::new_with_quality(&mut kept, QUALITY).encode_image(points)?;
        Ok(Self(kept))
    }

    /// The JPEG.
    pub fn jpeg(&self) -> &[u8] {
        &self.0
    }
}

/// The points of a file, upright, at most `edge` of them on each side.
fn drawn(file: &[u8], edge: u32) -> Result<RgbImage, Refused> {
    let mut reader = reader(file)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_EDGE);
    limits.max_image_height = Some(MAX_EDGE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    if reader.format() == Some(ImageFormat::Jpeg) && !is_whole(file) {
        return Err(Refused::Damaged);
    }
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_POINTS || decoder.total_bytes() > MAX_MEMORY {
        return Err(Refused::TooLarge);
    }
    if width.min(height) < MIN_EDGE {
        return Err(Refused::TooSmall);
    }
    // Which way is up stands in the metadata, which is not kept.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    if width.max(height) > edge {
        picture = picture.thumbnail(edge, edge);
    }
    picture.apply_orientation(orientation);
    Ok(on_paper(&picture))
}

/// Whether a JPEG goes on to its end (ITU-T T.81, B.1): a decoder draws what there is of one that was cut off, and leaves the rest grey.
fn is_whole(file: &[u8]) -> bool {
    const END: u8 = 0xd9;
    let mut at = 2;
    loop {
        let Some(rest) = file.get(at..) else { return false };
        let Some(mark) = rest.windows(2).position(is_mark) else { return false };
        let Some(kind) = rest.get(mark + 1) else { return false };
        if *kind == END {
            return true;
        }
        let Some([high, low]) = rest.get(mark + 2..mark + 4) else { return false };
        // Whatever stands between two segments is what a scan drew.
        at += mark + 2 + usize::from(u16::from_be_bytes([*high, *low]));
    }
}

/// Whether two bytes begin a segment or end the picture: not a byte of a scan, a restart in it, or what fills a gap.
fn is_mark(two: &[u8]) -> bool {
    matches!(two, [0xff, kind] if !matches!(kind, 0x00 | 0xff | 0xd0..=0xd8 | 0x01))
}

/// Whether a sheet is of one colour, or as good as: no stroke of a pen stands out from it.
fn is_blank(points: &RgbImage) -> bool {
    let light = |point: &Rgb<u8>| {
        let [red, green, blue] = point.0.map(u32::from);
        usize::try_from((red * 299 + green * 587 + blue * 114) / 1_000).unwrap_or(0)
    };
    let mut shades = [0_u64; 256];
    for point in points.pixels() {
        if let Some(count) = shades.get_mut(light(point)) {
            *count += 1;
        }
    }
    let paper = shades.iter().enumerate().max_by_key(|(_, count)| **count).map_or(0, |(shade, _)| shade);
    let ink = shades.iter().enumerate().filter(|(shade, _)| shade.abs_diff(paper) > INK_LEAST);
    let ink: u64 = ink.map(|(_, count)| count).sum();
    let all: u64 = shades.iter().sum();
    ink * INK_SHARE < all
}

fn reader(file: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, Refused> {
    if file.is_empty() {
        return Err(Refused::Missing);
    }
    if file.len() > MAX_BYTES {
        return Err(Refused::TooHeavy);
    }
    if file.get(4..8) == Some(b"ftyp") {
        return Err(Refused::Heic);
    }
    // By what it begins with; what its name and the browser say of it counts for nothing.
    let reader = ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| Refused::NoPicture)?;
    match reader.format() {
        Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) => Ok(reader),
        _ => Err(Refused::NoPicture),
    }
}

/// Without transparency, which a JPEG cannot hold.
fn on_paper(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let points = picture.to_rgba8();
    RgbImage::from_fn(points.width(), points.height(), |x, y| {
        let [red, green, blue, alpha] = points.get_pixel(x, y).0;
        let laid = |ink: u8| {
            let (ink, alpha, paper) = (u16::from(ink), u16::from(alpha), u16::from(PAPER));
            u8::try_from((ink * alpha + paper * (255 - alpha)) / 255).unwrap_or(PAPER)
        };
        Rgb([laid(red), laid(green), laid(blue)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgba, RgbaImage};
    use proptest::prelude::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    /// Left half dark, right half light.
    fn halves(width: u32, height: u32) -> DynamicImage {
        let point = |x, _| if x < width / 2 { Rgb([20, 20, 20]) } else { Rgb([230, 230, 230]) };
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, point))
    }

    fn shown(picture: &Picture) -> RgbImage {
        image::load_from_memory_with_format(picture.jpeg(), ImageFormat::Jpeg).unwrap().to_rgb8()
    }

    /// A JPEG whose metadata say that it lies on its side, and where it was taken.
    fn lying(width: u32, height: u32) -> Vec<u8> {
        let jpeg = encoded(&halves(width, height), ImageFormat::Jpeg);
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        exif.extend(b"GPS 36.71N 117.53E");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
    }

    fn checksum(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |sum: u32, byte| {
            (0..8)
                .fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
        })
    }

    /// A PNG of a few hundred bytes that claims to be enormous.
    fn bomb(width: u32, height: u32) -> Vec<u8> {
        let mut png = encoded(&halves(80, 80), ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = checksum(&png[12..29]).to_be_bytes();
        png[29..33].copy_from_slice(&sum);
        png
    }

    #[test]
    fn every_kind_becomes_a_small_jpeg() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let picture = Picture::of(&encoded(&halves(1500, 2000), format)).unwrap();
            assert_eq!(shown(&picture).dimensions(), (480, 640), "{format:?}");
            assert!(picture.jpeg().len() < 200_000);
        }
        let small = Picture::of(&encoded(&halves(90, 120), ImageFormat::Png)).unwrap();
        assert_eq!(shown(&small).dimensions(), (90, 120), "and is never drawn larger than it was");
    }

    #[test]
    fn it_stands_upright_and_says_nothing_of_where_it_was_taken() {
        let file = lying(400, 300);
        assert!(file.windows(3).any(|part| part == b"GPS"));
        let picture = Picture::of(&file).unwrap();
        let points = shown(&picture);
        assert_eq!(points.dimensions(), (300, 400));
        // Turned to the right: what was left is above.
        assert!(points.get_pixel(150, 50).0[0] < 60 && points.get_pixel(150, 350).0[0] > 190);
        for hidden in [&b"GPS"[..], b"Exif", b"ICC_PROFILE"] {
            assert!(!picture.jpeg().windows(hidden.len()).any(|part| part == hidden));
        }
    }

    #[test]
    fn what_is_transparent_is_paper() {
        let glass = DynamicImage::ImageRgba8(RgbaImage::from_pixel(80, 80, Rgba([0, 0, 0, 0])));
        let points = shown(&Picture::of(&encoded(&glass, ImageFormat::Png)).unwrap());
        assert!(points.get_pixel(40, 40).0[0] > 250);
    }

    #[test]
    fn what_is_no_picture_is_refused_for_its_own_reason() {
        let refused = |file: &[u8]| Picture::of(file).err();
        assert_eq!(refused(b""), Some(Refused::Missing));
        assert_eq!(refused(&vec![0; MAX_BYTES + 1]), Some(Refused::TooHeavy));
        assert_eq!(refused(b"\0\0\0\x18ftypheic"), Some(Refused::Heic));
        assert_eq!(refused(b"GIF89a"), Some(Refused::NoPicture));
        assert_eq!(refused("<svg onload=\"x\"/>".as_bytes()), Some(Refused::NoPicture));
        assert_eq!(refused(&encoded(&halves(40, 400), ImageFormat::Png)), Some(Refused::TooSmall));
        let png = encoded(&halves(400, 400), ImageFormat::Png);
        assert_eq!(refused(&png[..png.len() / 2]), Some(Refused::Damaged));
    }

    #[test]
    fn a_jpeg_that_was_cut_off_is_damaged_wherever_it_was_cut() {
        let noise = |x: u32, y: u32| Rgb([(x * 7 + y * 13) as u8, (x * y) as u8, (x ^ y) as u8]);
        let noise = DynamicImage::ImageRgb8(RgbImage::from_fn(400, 400, noise));
        let whole = encoded(&noise, ImageFormat::Jpeg);
        assert!(Picture::of(&whole).is_ok());
        assert!(Picture::of(&lying(400, 300)).is_ok(), "its thumbnail is stepped over");
        for length in [whole.len() / 20, whole.len() / 2, whole.len() - 2] {
            assert_eq!(Picture::of(&whole[..length]).err(), Some(Refused::Damaged), "{length}");
        }
        assert!(
            Picture::of(&[&whole[..], b"\xff\xda and a film"].concat()).is_ok(),
            "what follows it counts for nothing"
        );
    }

    #[test]
    fn a_sheet_without_a_stroke_is_blank() {
        let sheet = |ink: u32| {
            let point = |x, y| {
                if (100..100 + ink).contains(&x) && (100..105).contains(&y) {
                    Rgb([0; 3])
                } else {
                    Rgb([255; 3])
                }
            };
            encoded(&DynamicImage::ImageRgb8(RgbImage::from_fn(900, 360, point)), ImageFormat::Png)
        };
        let written = |file: &[u8]| Picture::written(file, 1_600).err();
        assert_eq!(
            [0, 5].map(|ink| written(&sheet(ink))),
            [Some(Refused::Blank); 2],
            "nor is a touch a stroke"
        );
        assert_eq!(written(&sheet(120)), None);
        let shade = DynamicImage::ImageRgb8(RgbImage::from_pixel(300, 400, Rgb([90; 3])));
        assert_eq!(written(&encoded(&shade, ImageFormat::Jpeg)), Some(Refused::Blank));
        assert_eq!(written(&encoded(&halves(300, 400), ImageFormat::Jpeg)), None);
    }

    #[test]
    fn a_small_file_that_claims_to_be_enormous_is_not_unpacked() {
        for (width, height) in [(30_000, 30_000), (15_000, 15_000), (u32::MAX >> 1, 60), (60, 15_999_000)] {
            assert_eq!(
                Picture::of(&bomb(width, height)).err(),
                Some(Refused::TooLarge),
                "{width} × {height}"
            );
        }
        let mut jpeg = encoded(&halves(80, 80), ImageFormat::Jpeg);
        let frame = jpeg.windows(2).position(|mark| mark == [0xff, 0xc0]).unwrap();
        jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xf0, 0xff, 0xf0]);
        assert_eq!(Picture::of(&jpeg).err(), Some(Refused::TooLarge));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever bytes of a good file are spoiled, it is a picture of bounded size or a refusal.
        #[test]
        fn spoiled_files_are_refused_or_drawn(format in 0usize..3, at in prop::collection::vec((any::<u16>(), any::<u8>()), 0..12), cut in 0usize..4000) {
            let format = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP][format];
            let mut file = encoded(&halves(70, 90), format);
            let length = file.len();
            for (place, byte) in at {
                file[usize::from(place) % length] = byte;
            }
            file.truncate(length.saturating_sub(cut.saturating_sub(2000)));
            if let Ok(picture) = Picture::of(&file) {
                let (width, height) = shown(&picture).dimensions();
                prop_assert!(width <= KEPT_EDGE && height <= KEPT_EDGE);
            }
        }
    }
}
