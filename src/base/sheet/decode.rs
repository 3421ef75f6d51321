//! Text in the encodings that spreadsheets write.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::SheetError;

/// A text, and the name of its encoding if that had to be assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedText {
    pub text: String,
    pub assumed: Option<&'static str>,
}

/// Returns the text of a file: in the encoding that its mark gives, in UTF-8, or else in
/// Windows-1252, which every byte fits.
pub fn decode(bytes: &[u8]) -> Result<DecodedText, SheetError> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, _, has_errors) = encoding.decode(bytes);
        return match has_errors {
            true => Err(SheetError::NotText),
            false => Ok(DecodedText {
                text: text.into_owned(),
                assumed: None,
            }),
        };
    }
    if bytes.contains(&0) {
        return Err(SheetError::NotText);
    }
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(DecodedText {
            text: text.into_owned(),
            assumed: None,
        }),
        None => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
            let assumed = Some("Windows-1252");
            Ok(DecodedText {
                text: text.into_owned(),
                assumed,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_the_encodings_that_spreadsheets_write() {
        let utf16 = |mark: [u8; 2], order: fn(u16) -> [u8; 2]| {
            let units = "Caf\u{e9}".encode_utf16().flat_map(order);
            mark.into_iter().chain(units).collect::<Vec<u8>>()
        };
        for (bytes, assumed) in [
            ("Caf\u{e9}".as_bytes().to_vec(), None),
            ("\u{feff}Caf\u{e9}".as_bytes().to_vec(), None),
            (utf16([0xff, 0xfe], u16::to_le_bytes), None),
            (utf16([0xfe, 0xff], u16::to_be_bytes), None),
            (b"Caf\xe9".to_vec(), Some("Windows-1252")),
        ] {
            let text = "Caf\u{e9}".to_owned();
            assert_eq!(decode(&bytes), Ok(DecodedText { text, assumed }));
        }
        assert_eq!(decode(b"PK\x03\x04\0\0"), Err(SheetError::NotText));
    }
}
