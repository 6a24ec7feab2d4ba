//! Answers of CV.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|corpo: &[u8]| erp_cv::decodificar::todos(corpo));
