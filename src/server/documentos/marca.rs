//! How the incorporadora signs its documents.

use documents::pdf::Marca;

use crate::server::config::Incorporadora;

/// Name, colour and contact, as the pages show them.
pub(super) fn de(incorporadora: &Incorporadora) -> Marca {
    let contato = &incorporadora.contato;
    Marca {
        nome: incorporadora.nome.clone(),
        cor: incorporadora.cor.texto_claro().para_css(),
        logo: None,
        razao_social: None,
        cnpj: None,
        endereco: None,
        contato: [&contato.telefone, &contato.email].into_iter().flatten().cloned().collect(),
    }
}
