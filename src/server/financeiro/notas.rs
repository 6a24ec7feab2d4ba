//! Notas fiscais: what the ERP lists, with what can be read off an access key.

use domain::{
    dinheiro::Dinheiro,
    documento::Cnpj,
    modelo::{Descarte, Lista, NotaFiscal},
    nfse::ChaveNfse,
};
use jiff::civil::Date;

use super::{Falha, Financeiro, Momento};
use crate::server::session::Visita;

/// Digits of the access key of an NF-e.
const DIGITOS_NFE: usize = 44;

/// What the ERP calls the identification of a nota; it does not say of what kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identificacao {
    /// Access key of the national NFS-e.
    Nfse(ChaveNfse),
    /// Access key of an NF-e.
    Nfe(String),
    /// The verification code of a municipality, or anything else: shown as it is.
    Outra(String),
}

impl Identificacao {
    /// Reads what it can.
    pub fn ler(texto: &str) -> Option<Self> {
        let texto = texto.trim();
        if texto.is_empty() {
            return None;
        }
        if let Ok(chave) = ChaveNfse::ler(texto) {
            return Some(Self::Nfse(chave));
        }
        let nfe = texto.len() == DIGITOS_NFE && texto.bytes().all(|b| b.is_ascii_digit());
        Some(if nfe { Self::Nfe(texto.to_owned()) } else { Self::Outra(texto.to_owned()) })
    }

    /// What it is, for a label.
    pub const fn nome(&self) -> &'static str {
        match self {
            Self::Nfse(_) | Self::Nfe(_) => "Chave de acesso",
            Self::Outra(_) => "Identificação",
        }
    }

    /// The parts to show; put together, they are exactly what is to be copied.
    pub fn grupos(&self) -> Vec<String> {
        match self {
            Self::Nfse(chave) => chave.agrupada().split(' ').map(str::to_owned).collect(),
            Self::Nfe(texto) | Self::Outra(texto) => vec![texto.clone()],
        }
    }

    /// CNPJ of the issuer, formatted; a CPF is nobody's business here.
    pub fn prestador(&self) -> Option<String> {
        let Self::Nfse(chave) = self else { return None };
        let cnpj = (chave.tipo_de_inscricao() == "2").then(|| Cnpj::ler(chave.inscricao()).ok())?;
        cnpj.map(|c| c.formatado())
    }
}

/// One nota, ready to be shown.
#[derive(Debug, Clone)]
pub struct Nota {
    /// Key in the ERP. Never rendered: pages seal it.
    pub chave: String,
    /// Number.
    pub numero: Option<String>,
    /// Date of issue.
    pub emissao: Option<Date>,
    /// Amount.
    pub valor: Option<Dinheiro>,
    /// What it is for, in the ERP's words.
    pub descricao: Option<String>,
    /// Access key or code.
    pub identificacao: Option<Identificacao>,
    /// Protocol.
    pub protocolo: Option<String>,
    /// The ERP has its PDF.
    pub tem_pdf: bool,
    /// The ERP has its XML.
    pub tem_xml: bool,
}

impl Nota {
    fn de(nota: &NotaFiscal) -> Self {
        let dito =
            |texto: &Option<String>| texto.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
        Self {
            chave: nota.id.clone(),
            numero: dito(&nota.numero),
            emissao: nota.emissao,
            valor: nota.valor,
            descricao: dito(&nota.descricao),
            identificacao: nota.chave.as_deref().and_then(Identificacao::ler),
            protocolo: dito(&nota.protocolo),
            tem_pdf: nota.pdf.is_some(),
            tem_xml: nota.xml.is_some(),
        }
    }

    /// "Nota fiscal 20431".
    pub fn titulo(&self) -> String {
        self.numero.as_deref().map_or_else(|| "Nota fiscal".to_owned(), |n| format!("Nota fiscal {n}"))
    }
}

/// The notas of a visitor.
#[derive(Debug, Clone)]
pub struct Notas {
    /// Newest first; undated last.
    pub notas: Vec<Nota>,
    /// Rows the ERP sent and nobody can read.
    pub ilegiveis: usize,
    /// The ERP sent rows of somebody else: an empty list proves nothing then.
    pub alheias: bool,
    /// When they were read.
    pub lida_em: Momento,
}

/// Reads them.
///
/// # Errors
/// When the notas cannot be read, or the ERP does not know the customer.
pub async fn ler(financeiro: &Financeiro, visita: &Visita) -> Result<Notas, Falha> {
    let lida = financeiro.notas_fiscais(visita).await?;
    Ok(montar(&lida.valor, lida.lida_em))
}

fn montar(lista: &Lista<NotaFiscal>, lida_em: Momento) -> Notas {
    let mut notas: Vec<Nota> = lista.itens.iter().map(Nota::de).collect();
    notas.sort_by_key(|n| std::cmp::Reverse(n.emissao));
    Notas {
        notas,
        ilegiveis: lista.ilegiveis(),
        alheias: lista.descartes.iter().any(|d| matches!(d, Descarte::OutroTitular { .. })),
        lida_em,
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};

    use super::*;

    const CHAVE: &str = "31062001251235800000112230000000173023019580208160";

    fn nota(id: &str, emissao: Option<Date>) -> NotaFiscal {
        NotaFiscal {
            id: id.to_owned(),
            numero: Some("  ".to_owned()),
            emissao,
            valor: None,
            descricao: None,
            chave: Some(CHAVE.to_owned()),
            protocolo: None,
            pdf: None,
            xml: None,
        }
    }

    #[test]
    fn only_the_key_of_an_nfse_is_grouped_and_what_is_shown_is_what_is_copied() {
        let nfse = Identificacao::ler(&format!(" NFS{CHAVE} ")).unwrap();
        assert_eq!(nfse.grupos().first().map(String::as_str), Some("3106"));
        assert_eq!((nfse.grupos().len(), nfse.grupos().concat().as_str()), (13, CHAVE));
        let nfe = "3".repeat(44);
        assert_eq!(Identificacao::ler(&nfe), Some(Identificacao::Nfe(nfe)));
        let municipal = Identificacao::ler("A1B2-C3D4").unwrap();
        assert_eq!((municipal.nome(), municipal.grupos().concat()), ("Identificação", "A1B2-C3D4".to_owned()));
        assert_eq!(Identificacao::ler("  "), None);
    }

    #[test]
    fn the_issuer_is_told_only_when_it_is_a_company() {
        let de = |tipo: &str, inscricao: &str| {
            let chave = format!("{}{tipo}{inscricao}{}", &CHAVE[..8], &CHAVE[23..]);
            Identificacao::ler(&chave).unwrap().prestador()
        };
        assert_eq!(de("2", "12ABC34501DE35").as_deref(), Some("12.ABC.345/01DE-35"));
        assert_eq!(de("2", "51235800000112"), None, "its check digits are wrong");
        assert_eq!(de("1", "00011144477735"), None, "a person");
    }

    #[test]
    fn the_newest_comes_first_and_undated_ones_last() {
        let itens = vec![nota("a", Some(date(2025, 1, 2))), nota("b", None), nota("c", Some(date(2026, 1, 2)))];
        let lista = Lista { itens, descartes: vec![Descarte::OutroTitular { posicao: 3 }] };
        let notas = montar(&lista, Momento::agora(Timestamp::UNIX_EPOCH));
        assert_eq!(notas.notas.iter().map(|n| n.chave.as_str()).collect::<Vec<_>>(), ["c", "a", "b"]);
        assert_eq!((notas.ilegiveis, notas.alheias), (0, true));
        assert_eq!(notas.notas[0].titulo(), "Nota fiscal", "a blank number is none");
    }
}
