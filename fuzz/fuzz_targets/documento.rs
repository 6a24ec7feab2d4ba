//! CPF, CNPJ, foreign documents, e-mail, telephone, and the access key of a nota fiscal.

#![no_main]

use domain::{
    documento::{Documento, Email, Telefone, completo},
    inspecao,
    nfse::ChaveNfse,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texto: &str| {
    for documento in [Documento::ler(texto), Documento::estrangeiro(texto)].into_iter().flatten() {
        let _ = (documento.mascarado(), documento.formatado());
    }
    if let Ok(documento) = Documento::ler(texto) {
        assert_eq!(Documento::ler(&documento.formatado()).as_ref(), Ok(&documento));
    }
    if let Ok(telefone) = Telefone::ler(texto) {
        let _ = (telefone.mascarado(), telefone.formatado());
    }
    if let Ok(email) = Email::ler(texto) {
        let _ = email.mascarado();
    }
    if let Ok(chave) = ChaveNfse::ler(texto) {
        let _ = (chave.agrupada(), chave.competencia(), chave.digito().len());
    }
    let _ = inspecao::documento(texto);
    let _ = completo::deserialize(&serde_json::Value::String(texto.to_owned()));
});
