//! Whose row is it: the rule that no tolerance may bend.

use domain::{
    documento::Documento,
    modelo::{Descarte, Lista},
};
use serde_json::Value;

use crate::{
    campo::{Ilegivel, Linha, escalar},
    config::Recurso,
};

/// The names of one concept: the document of the customer.
const DOCUMENTO: [&str; 4] = ["document_number", "documento", "document", "cnpj_cpf"];

/// The holder as the rows must name him.
#[derive(Clone, Copy)]
pub(crate) struct Dono<'a> {
    pub(crate) documento: &'a Documento,
    /// The customer's code the question was asked with.
    pub(crate) id_cliente: Option<&'a str>,
}

impl Dono<'_> {
    /// Whether the row may be shown: every document in it is the holder's; without one, the customer's code, when the
    /// row has it and we know it, must agree.
    pub(crate) fn reconhece(self, recurso: Recurso, linha: Linha<'_>) -> bool {
        let mut nomeia = false;
        for nome in DOCUMENTO {
            if let Some((_, valor)) = linha.valor(&[nome]) {
                nomeia = true;
                if !self.mesmo_documento(valor) {
                    return false;
                }
            }
        }
        if nomeia {
            return true;
        }
        // `remote_id` is the customer in boletos and the contract in contratos.
        let codigo: &[&'static str] =
            if recurso == Recurso::BoletosAbertos { &["id_cliente", "remote_id"] } else { &["id_cliente"] };
        match (self.id_cliente, linha.valor(codigo)) {
            (Some(nosso), Some((_, valor))) => {
                escalar(valor).is_some_and(|deles| sem_zeros(&deles) == sem_zeros(nosso))
            }
            _ => true,
        }
    }

    fn mesmo_documento(self, valor: &Value) -> bool {
        let Some(texto) = escalar(valor) else { return false };
        let limpo: String =
            texto.chars().filter(|c| !matches!(c, '.' | '/' | '-' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
        let nosso = self.documento.normalizado();
        if limpo == nosso {
            return true;
        }
        // A document kept as a number lost its leading zeros. Eleven digits are a whole CPF and are not filled up.
        limpo.len() != 11
            && !limpo.is_empty()
            && limpo.len() < nosso.len()
            && limpo.bytes().all(|b| b.is_ascii_digit())
            && !matches!(self.documento, Documento::Estrangeiro(_))
            && format!("{limpo:0>largura$}", largura = nosso.len()) == nosso
    }
}

/// Whether the row names a customer by document.
pub(crate) fn nomeia_documento(linha: Linha<'_>) -> bool {
    linha.valor(&DOCUMENTO).is_some()
}

/// Maps the rows of an answer, leaving out what is not the holder's, what cannot be read and what came twice.
///
/// `mapear` answers `Ok(None)` for rows that are fine and of no interest (an open row when payments are asked for).
pub(crate) fn montar<T>(
    recurso: Recurso,
    linhas: &[Value],
    dono: Dono<'_>,
    mapear: impl Fn(Linha<'_>) -> Result<Option<T>, Ilegivel>,
) -> Lista<T> {
    let mut lista = Lista::default();
    let mut vistas = std::collections::HashSet::new();
    let mut alheias = 0_usize;
    for (posicao, valor) in linhas.iter().enumerate() {
        let Some(mapa) = valor.as_object() else {
            lista.descartes.push(Descarte::Ilegivel { posicao, campo: "(linha)".to_owned() });
            continue;
        };
        let linha = Linha(mapa);
        if !dono.reconhece(recurso, linha) {
            alheias += 1;
            lista.descartes.push(Descarte::OutroTitular { posicao });
            continue;
        }
        match mapear(linha) {
            Err(Ilegivel(campo)) => lista.descartes.push(Descarte::Ilegivel { posicao, campo: campo.to_owned() }),
            Ok(None) => {}
            // The whole row is compared, not the key: two instalments of one invoice are not a repetition.
            Ok(Some(_)) if !vistas.insert(valor.to_string()) => lista.descartes.push(Descarte::Repetida { posicao }),
            Ok(Some(item)) => lista.itens.push(item),
        }
    }
    if alheias > 0 {
        tracing::warn!(
            operacao = recurso.chave(),
            alheias,
            "o ERP devolveu linhas de outro documento; não foram mostradas"
        );
    }
    let ilegiveis = lista.ilegiveis();
    if ilegiveis > 0 {
        tracing::warn!(operacao = recurso.chave(), ilegiveis, campos = ?campos(&lista.descartes), "linhas do ERP que não puderam ser lidas");
    }
    lista
}

/// Names of the fields that could not be read, each once.
fn campos(descartes: &[Descarte]) -> std::collections::BTreeSet<&str> {
    descartes
        .iter()
        .filter_map(|descarte| match descarte {
            Descarte::Ilegivel { campo, .. } => Some(campo.as_str()),
            _ => None,
        })
        .collect()
}

fn sem_zeros(codigo: &str) -> &str {
    codigo.trim().trim_start_matches('0')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reconhece(documento: &str, id_cliente: Option<&str>, recurso: Recurso, linha: &Value) -> bool {
        let documento = Documento::ler(documento).unwrap();
        Dono { documento: &documento, id_cliente }.reconhece(recurso, Linha(linha.as_object().unwrap()))
    }

    #[test]
    fn a_document_is_the_holders_in_any_spelling_or_it_is_not() {
        let boletos = Recurso::BoletosAbertos;
        for (nosso, deles, certo) in [
            ("11144477735", json!("111.444.777-35"), true),
            ("11144477735", json!(11_144_477_735_u64), true),
            ("11144477735", json!("52998224725"), false),
            ("11144477735", json!("***.444.777-**"), false),
            ("11144477735", json!(["11144477735"]), false),
            ("11144477735", json!("1114447773"), false),
            // A number lost its zeros.
            ("01234567890", json!(1_234_567_890), true),
            ("00000000000191", json!(191), true),
            // Eleven digits are a CPF, never a short CNPJ.
            ("00000000000191", json!("00000000191"), false),
            ("12ABC34501DE35", json!("12.abc.345/01de-35"), true),
        ] {
            assert_eq!(reconhece(nosso, None, boletos, &json!({"document_number": deles})), certo, "{nosso} {deles}");
        }
    }

    #[test]
    fn every_spelling_counts_and_one_foreign_document_is_enough() {
        for nome in DOCUMENTO {
            assert!(!reconhece("11144477735", None, Recurso::NotasFiscais, &json!({nome: "52998224725"})), "{nome}");
        }
        let duas = json!({"document": "11144477735", "cnpj_cpf": "52998224725"});
        assert!(!reconhece("11144477735", None, Recurso::NotasFiscais, &duas));
    }

    #[test]
    fn the_customers_code_decides_only_where_it_is_one_and_no_document_is_there() {
        let com = |recurso, linha| reconhece("11144477735", Some("77"), recurso, &linha);
        assert!(!com(Recurso::BoletosAbertos, json!({"remote_id": "78"})));
        assert!(com(Recurso::BoletosAbertos, json!({"remote_id": "0077"})));
        assert!(com(Recurso::BoletosAbertos, json!({"remote_id": "78", "document_number": "11144477735"})));
        // In contratos `remote_id` is the contract.
        assert!(com(Recurso::Contratos, json!({"remote_id": "78"})));
        assert!(!com(Recurso::NotasFiscais, json!({"id_cliente": 78})));
    }

    #[test]
    fn what_came_twice_is_said_and_what_only_shares_a_key_is_kept() {
        let documento = Documento::ler("11144477735").unwrap();
        let dono = Dono { documento: &documento, id_cliente: None };
        let linhas =
            [json!({"id": 1, "v": 1}), json!({"v": 1, "id": 1}), json!({"id": 1, "v": 2}), json!(null), json!({})];
        let lista = montar(Recurso::Contratos, &linhas, dono, |linha| linha.id(&["id"]).map(Some));
        assert_eq!(lista.itens, ["1", "1"]);
        assert_eq!(
            lista.descartes,
            [
                Descarte::Repetida { posicao: 1 },
                Descarte::Ilegivel { posicao: 3, campo: "(linha)".to_owned() },
                Descarte::Ilegivel { posicao: 4, campo: "id".to_owned() },
            ]
        );
    }
}
