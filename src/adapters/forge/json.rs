//! JSON that others wrote, asked for one field at a time: whoever asks for a field
//! that is missing or of another kind gets a fault that names it.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{ForgeFile, ForgeFileError, LARGEST_EVENT};
use crate::base::text::Safe;
use crate::domain::review::LARGEST_NUMBER;

/// Returns the value that a file holds.
pub fn parse(file: ForgeFile, bytes: &[u8]) -> Result<Value, ForgeFileError> {
    if bytes.len() as u64 > LARGEST_EVENT {
        let size = bytes.len();
        return Err(ForgeFileError::TooLarge { file, size });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| ForgeFileError::NotUtf8 {
        file,
        byte: error.valid_up_to(),
    })?;
    if text.starts_with('\u{feff}') {
        return Err(ForgeFileError::Mark { file });
    }
    serde_json::from_str(text).map_err(|error| not_json(file, &error))
}

fn not_json(file: ForgeFile, error: &serde_json::Error) -> ForgeFileError {
    if error.to_string().starts_with("recursion limit") {
        return ForgeFileError::TooDeep { file };
    }
    ForgeFileError::NotJson {
        file,
        line: error.line(),
        column: error.column(),
    }
}

/// A place in a file, and the value that stands there, if one does.
#[derive(Debug, Clone)]
pub struct JsonField<'a> {
    file: ForgeFile,
    path: String,
    value: Option<&'a Value>,
}

impl<'a> JsonField<'a> {
    pub fn root(file: ForgeFile, value: &'a Value) -> Self {
        Self {
            file,
            path: String::new(),
            value: Some(value),
        }
    }

    /// Returns the field of this name; nothing stands there if this is no group of fields.
    pub fn get(&self, name: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self {
            file: self.file,
            path: format!("{}{dot}{name}", self.path),
            value: self.value.and_then(|value| value.get(name)),
        }
    }

    /// Returns this place; `None` where there is no value or `null`.
    pub fn present(self) -> Option<Self> {
        let is_there = self.value.is_some_and(|value| !value.is_null());
        is_there.then_some(self)
    }

    /// Returns this place, or another if there is no value here.
    pub fn or_if_absent(self, other: Self) -> Self {
        self.clone().present().unwrap_or(other)
    }

    pub fn is_group(&self) -> bool {
        self.value.is_some_and(Value::is_object)
    }

    pub fn is_list(&self) -> bool {
        self.value.is_some_and(Value::is_array)
    }

    /// Returns true if the value is `null`, which forges write for a deleted account.
    pub fn is_null(&self) -> bool {
        self.value.is_some_and(Value::is_null)
    }

    /// Returns true for a negative number, as of accounts that belong to nobody.
    pub fn is_negative(&self) -> bool {
        let number = self.value.and_then(Value::as_i64);
        number.is_some_and(|number| number < 0)
    }

    pub fn number(&self) -> Result<u64, ForgeFileError> {
        let number = self.value.and_then(Value::as_u64);
        number
            .filter(|number| *number <= LARGEST_NUMBER)
            .ok_or_else(|| self.fault("a whole number, from 0 to 9007199254740991"))
    }

    pub fn text(&self) -> Result<&'a str, ForgeFileError> {
        let text = self.value.and_then(Value::as_str);
        text.ok_or_else(|| self.fault("text"))
    }

    /// Returns a text, which is empty if it is left out.
    pub fn words(&self) -> Result<String, ForgeFileError> {
        let text = self.clone().present().map(|at| at.text()).transpose()?;
        Ok(text.unwrap_or_default().to_owned())
    }

    /// Returns a flag, which is `false` if it is left out.
    pub fn flag(&self) -> Result<bool, ForgeFileError> {
        match self.clone().present() {
            None => Ok(false),
            Some(at) => {
                let flag = at.value.and_then(Value::as_bool);
                flag.ok_or_else(|| at.fault("`true` or `false`"))
            }
        }
    }

    /// Returns the id of a commit, in lower case.
    pub fn commit(&self) -> Result<String, ForgeFileError> {
        let text = self.text()?;
        let is_id = matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_id
            .then(|| text.to_ascii_lowercase())
            .ok_or_else(|| self.fault("the full id of a commit"))
    }

    pub fn moment(&self) -> Result<DateTime<Utc>, ForgeFileError> {
        let moment = DateTime::parse_from_rfc3339(self.text()?);
        moment
            .map(|moment| moment.to_utc())
            .map_err(|_| self.fault("a moment such as `2026-06-01T10:15:00Z`"))
    }

    pub fn list(&self) -> Result<Vec<Self>, ForgeFileError> {
        let items = self.value.and_then(Value::as_array);
        let items = items.ok_or_else(|| self.fault("a list"))?;
        Ok(items
            .iter()
            .enumerate()
            .map(|(at, value)| Self {
                file: self.file,
                path: format!("{}[{at}]", self.path),
                value: Some(value),
            })
            .collect())
    }

    /// Returns a list that may be left out; then it is empty.
    pub fn items(&self) -> Result<Vec<Self>, ForgeFileError> {
        let list = self.clone().present().map(|at| at.list()).transpose()?;
        Ok(list.unwrap_or_default())
    }

    /// Refuses a number that stands here and is another than it should be.
    pub fn require_number(&self, expected: u64) -> Result<(), ForgeFileError> {
        let Some(found) = self.clone().present().map(|at| at.number()).transpose()? else {
            return Ok(());
        };
        if found == expected {
            return Ok(());
        }
        Err(ForgeFileError::Contradiction {
            file: self.file,
            field: self.path.clone(),
            expected,
            found,
        })
    }

    /// Returns the error for a value of another kind than was expected.
    pub fn fault(&self, expected: &'static str) -> ForgeFileError {
        let file = self.file;
        let field = match self.path.as_str() {
            "" => "the outermost value".to_owned(),
            path => path.to_owned(),
        };
        match self.value {
            None => ForgeFileError::Missing { file, field },
            Some(value) => ForgeFileError::Wrong {
                file,
                field,
                expected,
                found: describe_value(value),
            },
        }
    }
}

/// Longest piece of a wrong text that is shown, in characters.
const SHOWN: usize = 40;

fn describe_value(value: &Value) -> String {
    match value {
        Value::Null => "`null`".to_owned(),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => {
            let shown: String = text.chars().take(SHOWN).collect();
            let more = if shown.len() < text.len() { "…" } else { "" };
            format!("the text `{}{more}`", Safe(&shown))
        }
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a group of fields".to_owned(),
    }
}

/// Returns the host that an address names: what stands between `//` and the next `/`.
pub fn host(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let is_plain = matches!(scheme, "https" | "http") && !host.is_empty() && !host.contains('@');
    is_plain.then(|| host.to_ascii_lowercase())
}
