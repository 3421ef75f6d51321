//! Sizes of pictures in the work tree.

use std::sync::Arc;

use super::files::WorkTreeFiles;
use crate::adapters::disk::cache::Cache;
use crate::base::files::digest::sha256;
use crate::base::picture::{self, PictureFault, Size};
use crate::domain::ports::{Images, PortfolioFiles};

/// Decodes every pixel of a picture once; after that, looks only at whether its file was
/// changed.
pub struct ImageSizes {
    files: Arc<WorkTreeFiles>,
    cache: Option<Cache>,
}

impl ImageSizes {
    pub const fn new(files: Arc<WorkTreeFiles>, cache: Option<Cache>) -> Self {
        Self { files, cache }
    }
}

impl Images for ImageSizes {
    fn size(&self, path: &str) -> Option<Result<Size, PictureFault>> {
        let look = || Some(picture::decode(&self.files.bytes(path)?));
        let Some((cache, stamp)) = self.cache.as_ref().zip(self.files.change_stamp(path)) else {
            return look();
        };
        let name = sha256(format!("{path}\n{stamp}").as_bytes());
        if let Some(size) = cache.get(&name).and_then(|text| read(&text)) {
            return Some(Ok(size));
        }
        let found = look()?;
        if let Ok(size) = found {
            cache.insert(&name, &format!("{} {}", size.width, size.height));
        }
        Some(found)
    }
}

fn read(text: &str) -> Option<Size> {
    let (width, height) = text.split_once(' ')?;
    Some(Size {
        width: width.parse().ok()?,
        height: height.parse().ok()?,
    })
}
