//! Who the holder is to UAU: a document, and one registration of perhaps several.

use domain::{documento::Documento, modelo::Titular};
use erp::ErroErp;
use serde_json::Value;

use crate::{
    dono::{Dono, montar},
    mapa::{self, Pessoa},
    metodo::Metodo,
};

/// The document as UAU wants it, without punctuation.
pub(crate) fn documento(titular: &Titular) -> Result<&str, ErroErp> {
    match &titular.documento {
        Documento::Estrangeiro(_) => Err(ErroErp::NaoEncontrado),
        documento => Ok(documento.normalizado()),
    }
}

/// The registrations that are the holder's. One of another document is an error and not "unknown": UAU answered a
/// question nobody asked.
pub(crate) fn escolher(titular: &Titular, linhas: &[Value]) -> Result<Vec<Pessoa>, ErroErp> {
    let metodo = Metodo::PessoasPorDocumento;
    let contrato = |detalhe: &str| ErroErp::Contrato { detalhe: format!("{}: {detalhe}", metodo.caminho()) };
    if linhas.is_empty() {
        return Err(ErroErp::NaoEncontrado);
    }
    let lista = montar(metodo, linhas, Dono { documento: &titular.documento, vendas: None }, mapa::pessoa);
    if lista.ilegiveis() > 0 {
        return Err(contrato("cadastro ilegível"));
    }
    if lista.itens.is_empty() {
        return Err(contrato("o cadastro devolvido não é do documento perguntado"));
    }
    Ok(lista.itens)
}

/// The one to name the holder by: the one CV knows, else the only one, else the only active one.
pub(crate) fn principal(titular: &Titular, pessoas: Vec<Pessoa>) -> Result<Pessoa, ErroErp> {
    let indicada = |p: &&Pessoa| titular.id_erp.as_deref() == Some(p.codigo.to_string().as_str());
    if let Some(pessoa) = pessoas.iter().find(indicada) {
        return Ok(pessoa.clone());
    }
    let ativas: Vec<&Pessoa> = pessoas.iter().filter(|p| p.ativo != Some(false)).collect();
    match (pessoas.as_slice(), ativas.as_slice()) {
        ([unica], _) => Ok(unica.clone()),
        (_, [unica]) => Ok((*unica).clone()),
        _ => Err(ErroErp::Contrato { detalhe: "mais de um cadastro ativo para o mesmo documento".to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn titular(id_erp: Option<&str>) -> Titular {
        Titular {
            documento: Documento::ler("11144477735").unwrap(),
            id_erp: id_erp.map(str::to_owned),
            token_portal: None,
        }
    }

    fn pessoa(codigo: i64, ativo: bool) -> Pessoa {
        Pessoa { codigo, nome: None, ativo: Some(ativo) }
    }

    #[test]
    fn among_several_registrations_the_one_cv_knows_or_the_only_active_one_is_taken() {
        let de = |id, pessoas: &[Pessoa]| principal(&titular(id), pessoas.to_vec()).map(|p| p.codigo);
        assert_eq!(de(None, &[pessoa(1, false)]), Ok(1));
        assert_eq!(de(None, &[pessoa(1, false), pessoa(2, true)]), Ok(2));
        assert_eq!(de(Some("1"), &[pessoa(1, false), pessoa(2, true)]), Ok(1));
        assert!(matches!(de(Some("9"), &[pessoa(1, true), pessoa(2, true)]), Err(ErroErp::Contrato { .. })));
    }

    #[test]
    fn somebody_elses_registration_is_an_error_and_not_an_unknown_person() {
        let deles = json!({"cod_pes": 1, "nome_pes": "Outra", "cpf_pes": "52998224725"});
        let nossa = json!({"cod_pes": 2, "nome_pes": "Joana", "cpf_pes": "111.444.777-35"});
        assert!(matches!(escolher(&titular(None), std::slice::from_ref(&deles)), Err(ErroErp::Contrato { .. })));
        assert_eq!(escolher(&titular(None), &[deles, nossa]).unwrap().len(), 1);
        assert_eq!(escolher(&titular(None), &[]), Err(ErroErp::NaoEncontrado));
    }

    #[test]
    fn a_passport_is_nobody_uau_could_know() {
        let titular = Titular {
            documento: Documento::estrangeiro("FX482913").unwrap(),
            id_erp: Some("7".to_owned()),
            token_portal: None,
        };
        assert_eq!(documento(&titular), Err(ErroErp::NaoEncontrado));
    }
}
