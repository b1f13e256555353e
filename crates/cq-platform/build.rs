//! Packs `web/` into the program: style sheets joined in the order of `app.css`, everything hashed and packed with brotli.
//! Never touches the network.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let web = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../web");
    println!("cargo:rerun-if-changed={}", web.display());
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut files = Vec::new();
    collect(&web, &web, &mut files)?;
    files.sort();
    let mut hash = Sha256::new();
    let mut list = String::new();
    for (index, name) in files.iter().enumerate() {
        let path = web.join(name);
        let bytes = if name == "css/app.css" { joined(&path)?.into_bytes() } else { fs::read(&path)? };
        hash.update(name.as_bytes());
        hash.update(&bytes);
        let packed = packed(&bytes)?;
        fs::write(out.join(format!("{index}.raw")), &bytes)?;
        fs::write(out.join(format!("{index}.br")), packed)?;
        list.push_str(&format!(
            "    Asset {{ name: {name:?}, mime: {:?}, bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{index}.raw\")), \
             brotli: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{index}.br\")) }},\n",
            mime(name)
        ));
    }
    let hash: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    fs::write(
        out.join("assets.rs"),
        format!("const HASH: &str = {hash:?};\nconst ASSETS: &[Asset] = &[\n{list}];\n"),
    )?;
    Ok(())
}

fn collect(root: &Path, dir: &Path, files: &mut Vec<String>) -> Result<(), Box<dyn std::error::Error>> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else if mime(&path.to_string_lossy()) != "application/octet-stream" {
            files.push(path.strip_prefix(root)?.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

/// `@import "x.css";` lines replaced by the files they name.
fn joined(app: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let mut css = String::new();
    for line in fs::read_to_string(app)?.lines() {
        match line.strip_prefix("@import \"").and_then(|rest| rest.split('"').next()) {
            Some(name) => css.push_str(&fs::read_to_string(app.with_file_name(name))?),
            None => css.push_str(line),
        }
        css.push('\n');
    }
    Ok(css)
}

fn packed(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out)
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
