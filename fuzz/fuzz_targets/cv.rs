//! Answers of CV's portal API.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|corpo: &[u8]| cv::decodificar::todos(corpo));
