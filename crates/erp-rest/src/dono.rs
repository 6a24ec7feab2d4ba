//! Whose row is it: the rule that no tolerance may bend.

use domain::{
    documento::Documento,
    modelo::{Descarte, Lista},
};
use serde_json::Value;

use leitura::{Ilegivel, Linha, escalar};

use crate::config::Recurso;

/// The names of one concept: the document of the customer.
const DOCUMENTO: [&str; 4] = ["document_number", "documento", "document", "cnpj_cpf"];

/// The holder as the rows must name him.
#[derive(Clone, Copy)]
pub(crate) struct Dono<'a> {
    pub(crate) documento: &'a Documento,
    /// The customer's code the question was asked with.
    pub(crate) id_cliente: Option<&'a str>,
}

/// Whose a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Posse {
    /// The holder's, or nobody is named.
    Titular,
    /// Somebody else's.
    Outro,
    /// Somebody is named in this field and cannot be made out: not shown, but missed, since it may be the holder's.
    Ilegivel(&'static str),
}

impl Dono<'_> {
    /// Whether the row may be shown: every document in it is the holder's; without one, the customer's code, when the
    /// row has it and we know it, must agree.
    pub(crate) fn posse(self, recurso: Recurso, linha: Linha<'_>) -> Posse {
        let nomeados: Vec<Posse> = DOCUMENTO
            .into_iter()
            .filter_map(|nome| linha.valor(&[nome]))
            .map(|(nome, valor)| self.comparar_documento(nome, valor))
            .collect();
        // One foreign document decides, whatever else the row says.
        if let Some(decisivo) =
            nomeados.iter().find(|p| **p == Posse::Outro).or_else(|| nomeados.iter().find(|p| **p != Posse::Titular))
        {
            return *decisivo;
        }
        if !nomeados.is_empty() {
            return Posse::Titular;
        }
        // `remote_id` is the customer in boletos and the contract in contratos.
        let codigo: &[&'static str] =
            if recurso == Recurso::BoletosAbertos { &["id_cliente", "remote_id"] } else { &["id_cliente"] };
        match (self.id_cliente, linha.valor(codigo)) {
            (Some(nosso), Some((nome, valor))) => match escalar(valor) {
                Some(deles) if sem_zeros(&deles) == sem_zeros(nosso) => Posse::Titular,
                Some(_) => Posse::Outro,
                None => Posse::Ilegivel(nome),
            },
            _ => Posse::Titular,
        }
    }

    fn comparar_documento(self, nome: &'static str, valor: &Value) -> Posse {
        let Some(texto) = escalar(valor) else { return Posse::Ilegivel(nome) };
        let limpo: String =
            texto.chars().filter(|c| !matches!(c, '.' | '/' | '-' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
        let nosso = self.documento.normalizado();
        // A document kept as a number lost its leading zeros. Eleven digits are a whole CPF and are not filled up.
        let sem_zeros = limpo.len() != 11
            && limpo.len() < nosso.len()
            && limpo.bytes().all(|b| b.is_ascii_digit())
            && !matches!(self.documento, Documento::Estrangeiro(_))
            && format!("{limpo:0>largura$}", largura = nosso.len()) == nosso;
        if limpo == nosso || sem_zeros {
            Posse::Titular
        } else if !limpo.is_empty() && limpo.bytes().all(|b| b.is_ascii_alphanumeric()) {
            Posse::Outro
        } else {
            // Masked (`***.444.777-**`) or no document at all.
            Posse::Ilegivel(nome)
        }
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
        let lido = match dono.posse(recurso, linha) {
            Posse::Titular => mapear(linha),
            Posse::Ilegivel(campo) => Err(Ilegivel(campo)),
            Posse::Outro => {
                alheias += 1;
                lista.descartes.push(Descarte::OutroTitular { posicao });
                continue;
            }
        };
        match lido {
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

    fn posse(documento: &str, id_cliente: Option<&str>, recurso: Recurso, linha: &Value) -> Posse {
        let documento = Documento::ler(documento).unwrap();
        Dono { documento: &documento, id_cliente }.posse(recurso, Linha(linha.as_object().unwrap()))
    }

    #[test]
    fn a_document_is_the_holders_in_any_spelling_or_it_is_not() {
        let boletos = Recurso::BoletosAbertos;
        let (nosso_mesmo, alheio, ilegivel) = (Posse::Titular, Posse::Outro, Posse::Ilegivel("document_number"));
        for (nosso, deles, certo) in [
            ("11144477735", json!("111.444.777-35"), nosso_mesmo),
            ("11144477735", json!(11_144_477_735_u64), nosso_mesmo),
            ("11144477735", json!("52998224725"), alheio),
            ("11144477735", json!("***.444.777-**"), ilegivel),
            ("11144477735", json!(["11144477735"]), ilegivel),
            ("11144477735", json!({"numero": 1}), ilegivel),
            ("11144477735", json!("1114447773"), alheio),
            // A number lost its zeros.
            ("01234567890", json!(1_234_567_890), nosso_mesmo),
            ("00000000000191", json!(191), nosso_mesmo),
            // Eleven digits are a CPF, never a short CNPJ.
            ("00000000000191", json!("00000000191"), alheio),
            ("12ABC34501DE35", json!("12.abc.345/01de-35"), nosso_mesmo),
        ] {
            assert_eq!(posse(nosso, None, boletos, &json!({"document_number": deles})), certo, "{nosso} {deles}");
        }
    }

    #[test]
    fn every_spelling_counts_and_one_foreign_document_is_enough() {
        for nome in DOCUMENTO {
            let linha = json!({nome: "52998224725"});
            assert_eq!(posse("11144477735", None, Recurso::NotasFiscais, &linha), Posse::Outro, "{nome}");
        }
        let duas = json!({"document": "11144477735", "cnpj_cpf": "52998224725"});
        assert_eq!(posse("11144477735", None, Recurso::NotasFiscais, &duas), Posse::Outro);
        let com_ilegivel = json!({"document_number": {}, "cnpj_cpf": "52998224725"});
        assert_eq!(posse("11144477735", None, Recurso::NotasFiscais, &com_ilegivel), Posse::Outro);
    }

    #[test]
    fn the_customers_code_decides_only_where_it_is_one_and_no_document_is_there() {
        let com = |recurso, linha| posse("11144477735", Some("77"), recurso, &linha);
        assert_eq!(com(Recurso::BoletosAbertos, json!({"remote_id": "78"})), Posse::Outro);
        assert_eq!(com(Recurso::BoletosAbertos, json!({"remote_id": "0077"})), Posse::Titular);
        assert_eq!(
            com(Recurso::BoletosAbertos, json!({"remote_id": "78", "document_number": "11144477735"})),
            Posse::Titular
        );
        // In contratos `remote_id` is the contract.
        assert_eq!(com(Recurso::Contratos, json!({"remote_id": "78"})), Posse::Titular);
        assert_eq!(com(Recurso::NotasFiscais, json!({"id_cliente": 78})), Posse::Outro);
        assert_eq!(com(Recurso::NotasFiscais, json!({"id_cliente": [77]})), Posse::Ilegivel("id_cliente"));
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
