//! Whose row is it: the rule that no mapping may bend.

use domain::documento::Documento;
use jmespath::Variable;

use crate::leitura::escalar;

/// Whose a row (or a document in it) is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Posse {
    /// The holder's.
    Titular,
    /// Somebody else's.
    Outro,
    /// Somebody is named and cannot be made out, or nobody is.
    Ilegivel,
}

/// Compares a document as a row has it with the holder's. `sem_zeros`: the ERP keeps documents as numbers.
pub(crate) fn comparar(nosso: &Documento, deles: &Variable, sem_zeros: bool) -> Posse {
    let Some(texto) = escalar(deles) else { return Posse::Ilegivel };
    let limpo: String =
        texto.chars().filter(|c| !matches!(c, '.' | '/' | '-' | ' ')).map(|c| c.to_ascii_uppercase()).collect();
    let certo = nosso.normalizado();
    // Eleven digits are a whole CPF and are not filled up to a CNPJ.
    let preenchido = sem_zeros
        && limpo.len() != 11
        && limpo.len() < certo.len()
        && limpo.bytes().all(|b| b.is_ascii_digit())
        && !limpo.is_empty()
        && !matches!(nosso, Documento::Estrangeiro(_))
        && format!("{limpo:0>largura$}", largura = certo.len()) == certo;
    if limpo == certo || preenchido {
        Posse::Titular
    } else if !limpo.is_empty() && limpo.bytes().all(|b| b.is_ascii_alphanumeric()) {
        Posse::Outro
    } else {
        // Masked (`***.444.777-**`) or no document at all.
        Posse::Ilegivel
    }
}

/// Keys that name the customer in any API we know of, reduced to small letters and digits. Keys of companies (`cnpj`) and
/// of titles (`documento`, `documentNumber`) are not among them: their values are other things.
const DO_CLIENTE: [&str; 24] = [
    "cpf",
    "cpfcnpj",
    "cnpjcpf",
    "cpfcliente",
    "clientecpf",
    "cpfcnpjcliente",
    "cnpjcpfcliente",
    "clientecpfcnpj",
    "cpftitular",
    "cpfcnpjtitular",
    "cpfpagador",
    "cpfcnpjpagador",
    "cpfsacado",
    "cpfcnpjsacado",
    "cpfcomprador",
    "nrcpf",
    "nrcpfcnpj",
    "numcpf",
    "numerocpf",
    "numcpfcnpj",
    "documentocliente",
    "documentotitular",
    "documentopagador",
    "customerdocument",
];

/// Objects that are the customer.
const CLIENTE: [&str; 11] =
    ["pai", "cliente", "customer", "titular", "pagador", "sacado", "comprador", "pessoa", "buyer", "devedor", "payer"];

/// Whether a row or an answer names another person under one of the well-known keys. The second lock for rows that are
/// believed because of how they were asked for: it can only take away.
pub(crate) fn nomeia_outro(nosso: &Documento, valor: &Variable) -> bool {
    let Variable::Object(mapa) = valor else { return false };
    mapa.iter().any(|(chave, valor)| {
        let chave: String = chave.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        if DO_CLIENTE.contains(&chave.as_str()) {
            return documento_inteiro(valor) && comparar(nosso, valor, true) == Posse::Outro;
        }
        CLIENTE.contains(&chave.as_str()) && nomeia_outro(nosso, valor)
    })
}

/// Long enough to be a CPF or CNPJ, perhaps without its zeros.
fn documento_inteiro(valor: &Variable) -> bool {
    let Some(texto) = escalar(valor) else { return false };
    (8..=14).contains(&texto.chars().filter(char::is_ascii_alphanumeric).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ler(json: &str) -> Variable {
        Variable::from_json(json).unwrap()
    }

    #[test]
    fn a_document_is_the_holders_in_any_spelling_or_it_is_not() {
        for (nosso, deles, sem_zeros, certo) in [
            ("11144477735", r#""111.444.777-35""#, false, Posse::Titular),
            ("11144477735", "11144477735", false, Posse::Titular),
            ("11144477735", r#""52998224725""#, false, Posse::Outro),
            ("11144477735", r#""***.444.777-**""#, false, Posse::Ilegivel),
            ("11144477735", r#"["11144477735"]"#, false, Posse::Ilegivel),
            ("11144477735", "null", false, Posse::Ilegivel),
            ("11144477735", r#""""#, false, Posse::Ilegivel),
            ("01234567890", "1234567890", false, Posse::Outro),
            ("01234567890", "1234567890", true, Posse::Titular),
            ("00000000000191", r#""00000000191""#, true, Posse::Outro),
            ("12ABC34501DE35", r#""12.abc.345/01de-35""#, false, Posse::Titular),
        ] {
            let nosso = Documento::ler(nosso).unwrap();
            assert_eq!(comparar(&nosso, &ler(deles), sem_zeros), certo, "{deles}");
        }
    }

    #[test]
    fn another_person_is_seen_under_the_usual_names_and_a_company_is_not_taken_for_one() {
        let nosso = Documento::ler("11144477735").unwrap();
        for json in [
            r#"{"cpf":"529.982.247-25"}"#,
            r#"{"CPF_Cliente":52998224725}"#,
            r#"{"cliente":{"cpfCnpj":"52998224725"}}"#,
            r#"{"pagador":{"pessoa":{"nr_cpf":"52998224725"}}}"#,
        ] {
            assert!(nomeia_outro(&nosso, &ler(json)), "{json}");
        }
        for json in [
            r#"{"cpf":"111.444.777-35"}"#,
            r#"{"cpf":"***.982.247-**"}"#,
            r#"{"cpf":null,"cpfCnpj":""}"#,
            r#"{"cnpj":"11222333000181","empresa":{"cpfCnpj":"11222333000181"}}"#,
            r#"{"documento":"52998224725"}"#,
            r#"[{"cpf":"52998224725"}]"#,
        ] {
            assert!(!nomeia_outro(&nosso, &ler(json)), "{json}");
        }
    }
}
