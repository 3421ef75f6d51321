//! Media types of files, by their first bytes, or else by their names.

use crate::base::picture;

/// The media type of a file.
pub fn media_type(path: &str, bytes: &[u8]) -> &'static str {
    match picture::media_type(bytes) {
        Some(media) => media,
        None if bytes.starts_with(b"%PDF") => "application/pdf",
        None => media_type_by_name(path),
    }
}

fn media_type_by_name(path: &str) -> &'static str {
    let end = path
        .rsplit_once('.')
        .map(|(_, end)| end.to_ascii_lowercase());
    match end.as_deref() {
        Some("md") => "text/markdown",
        Some("yaml" | "yml") => "application/yaml",
        Some("txt") => "text/plain",
        Some("csv") => "text/csv",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("pptx") => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ => "application/octet-stream",
    }
}
