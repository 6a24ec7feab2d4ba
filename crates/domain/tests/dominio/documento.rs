//! Vectors and properties of CPF and CNPJ.

use domain::{
    documento::{Cnpj, Cpf, Documento, ErroDocumento},
    nfse::ChaveNfse,
};
use proptest::prelude::*;

use crate::vetores::{arquivo, lista, texto};

#[test]
fn every_published_document_is_judged_as_its_source_says() {
    let arquivo = arquivo("documentos.json");
    let vetores = lista(&arquivo["vetores"]);
    let validos = vetores.iter().filter(|vetor| vetor["valido"] == true).count();
    assert_eq!((vetores.len(), validos), (44, 27), "vectors were added or lost");
    for vetor in vetores {
        let id = texto(vetor, "id");
        let entrada = texto(vetor, "entrada");
        let lido = Documento::ler(entrada);
        let do_tipo = match texto(vetor, "tipo") {
            "cpf" => Cpf::ler(entrada).map(Documento::Cpf),
            _ => Cnpj::ler(entrada).map(Documento::Cnpj),
        };
        assert_eq!(lido, do_tipo, "{id}");
        if vetor["valido"] == true {
            let documento = lido.unwrap();
            assert_eq!(documento.normalizado(), texto(vetor, "normalizado"), "{id}");
            assert_eq!(documento.formatado(), texto(vetor, "formatado"), "{id}");
            if let Some(mascarado) = vetor["mascarado"].as_str() {
                assert_eq!(documento.mascarado(), mascarado, "{id}");
                assert_eq!(documento.to_string(), mascarado, "{id}");
            }
            if let Documento::Cnpj(cnpj) = &documento {
                assert_eq!(cnpj.eh_alfanumerico(), vetor["alfanumerico"].as_bool().unwrap(), "{id}");
            }
        } else {
            let (erro, motivo) = (lido.unwrap_err(), texto(vetor, "motivo"));
            match motivo.split(' ').next().unwrap() {
                "DV" => assert_eq!(erro, ErroDocumento::Digito, "{id}"),
                "todos" => assert_eq!(erro, ErroDocumento::Repetido, "{id}"),
                _ => assert!(
                    matches!(erro, ErroDocumento::Vazio | ErroDocumento::Comprimento | ErroDocumento::Caractere),
                    "{id}: {erro:?}"
                ),
            }
        }
    }
}

#[test]
fn the_published_access_key_is_taken_apart() {
    let arquivo = arquivo("documentos.json");
    let chaves = lista(&arquivo["nfse_chave"]);
    assert_eq!(chaves.len(), 1);
    for vetor in chaves {
        let texto_da_chave = texto(vetor, "chave");
        let chave = ChaveNfse::ler(&format!("NFS{texto_da_chave}")).unwrap();
        let partes = &vetor["partes"];
        assert_eq!(chave.normalizada(), texto_da_chave);
        assert_eq!(chave.municipio(), texto(partes, "municipio_ibge"));
        assert_eq!(chave.ambiente(), texto(partes, "ambiente_gerador"));
        assert_eq!(chave.tipo_de_inscricao(), texto(partes, "tipo_inscricao"));
        assert_eq!(chave.inscricao(), texto(partes, "inscricao_federal"));
        assert_eq!(chave.numero(), texto(partes, "numero_13"));
        assert_eq!(chave.competencia(), texto(partes, "ano_mes"));
        assert_eq!(chave.codigo_numerico(), texto(partes, "codigo_numerico"));
        assert_eq!(chave.digito(), texto(partes, "dv"));
        assert_eq!(ChaveNfse::ler(&chave.agrupada()).unwrap(), chave);
        for errada in [&texto_da_chave[1..], &texto_da_chave.replacen("2301", "2399", 1), "", "A"] {
            assert!(ChaveNfse::ler(errada).is_err(), "{errada}");
        }
    }
}

/// Check digit from scratch: `valor - 48`, weights from the right 2, 3… up to `maior`, then again.
fn digito(base: &str, maior: u32) -> char {
    let soma: u32 = base.bytes().rev().zip((2..=maior).cycle()).map(|(b, peso)| (u32::from(b) - 48) * peso).sum();
    char::from_digit(if soma % 11 < 2 { 0 } else { 11 - soma % 11 }, 10).unwrap()
}

fn completar(base: &str, maior: u32) -> String {
    let um = format!("{base}{}", digito(base, maior));
    format!("{um}{}", digito(&um, maior))
}

proptest! {
    #[test]
    fn every_cpf_with_right_digits_is_read_and_with_others_is_not(base in "[0-9]{9}", errado in 0_u32..100) {
        let numero = completar(&base, 11);
        prop_assume!(numero.bytes().any(|b| b != numero.as_bytes()[0]));
        let cpf = Documento::ler(&numero).unwrap();
        prop_assert_eq!(Documento::ler(&cpf.formatado()).unwrap(), cpf.clone());
        prop_assert_eq!(cpf.normalizado(), numero.as_str());
        let outro = format!("{base}{errado:02}");
        prop_assert_eq!(Documento::ler(&outro).is_ok(), outro == numero);
        prop_assert_eq!(Documento::ler(&cpf.mascarado()), Err(ErroDocumento::Mascarado));
    }

    #[test]
    fn every_cnpj_with_right_digits_is_read_and_with_others_is_not(base in "[0-9A-Z]{12}", errado in 0_u32..100) {
        let numero = completar(&base, 9);
        prop_assume!(numero.bytes().any(|b| b != numero.as_bytes()[0]));
        let cnpj = Documento::ler(&numero).unwrap();
        prop_assert_eq!(Documento::ler(&cnpj.formatado()).unwrap(), cnpj.clone());
        prop_assert_eq!(cnpj.normalizado(), numero.as_str());
        let outro = format!("{base}{errado:02}");
        prop_assert_eq!(Documento::ler(&outro).is_ok(), outro == numero);
        if base.bytes().any(|b| b.is_ascii_alphabetic()) {
            prop_assert_eq!(Documento::ler(&numero.to_lowercase()), Err(ErroDocumento::Minuscula));
        }
    }
}
