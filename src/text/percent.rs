//! Names that survive being written where some characters mean something else.

/// A path as a name that every format can carry: letters, digits and the marks
/// that names are made of stand for themselves, every other character is written
/// as its bytes, such as `%22`. [`decoded`] gives back exactly what it was.
pub fn exact(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_alphanumeric() || "/.-_ ,+()!".contains(c) {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

/// What was written as bytes, as characters again; `None` where the bytes make
/// no text. A lone `%` is a percent sign.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = |i: usize| after.get(i).and_then(|b| (*b as char).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_paths_stay_readable() {
        let path = "evidence/Siân’s plan (2).pdf";
        assert_eq!(exact(path), "evidence/Siân%E2%80%99s plan (2).pdf");
        assert_eq!(exact("journals/2026-02-20-a.md"), "journals/2026-02-20-a.md");
    }

    proptest! {
        #[test]
        fn every_path_comes_back(path in any::<String>()) {
            prop_assert_eq!(decoded(&exact(&path)), Some(path));
        }
    }
}
