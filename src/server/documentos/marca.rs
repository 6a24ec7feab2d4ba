//! How the incorporadora signs its documents.

use documents::pdf::Marca;
use domain::documento::Cnpj;

use super::quitacao::emissao::Credora;
use crate::server::config::Incorporadora;

/// As it is configured today.
pub(super) fn de(incorporadora: &Incorporadora) -> Marca {
    let (contato, empresa) = (&incorporadora.contato, &incorporadora.empresa);
    Marca {
        nome: incorporadora.nome.clone(),
        cor: incorporadora.cor.texto_claro().para_css(),
        logo: empresa.logo.clone(),
        razao_social: empresa.razao_social.clone(),
        cnpj: empresa.cnpj.as_ref().map(Cnpj::formatado),
        endereco: empresa.endereco.clone(),
        contato: [&contato.telefone, &contato.email].into_iter().flatten().cloned().collect(),
    }
}

/// As it was when it issued a declaration; only colour and logo are today's.
pub(super) fn de_declaracao(incorporadora: &Incorporadora, credora: &Credora) -> Marca {
    Marca {
        nome: credora.nome.clone(),
        razao_social: credora.razao_social.clone(),
        cnpj: credora.cnpj.clone(),
        endereco: credora.endereco.clone(),
        contato: credora.contato.clone(),
        ..de(incorporadora)
    }
}
