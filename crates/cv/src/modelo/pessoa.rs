//! People, as CV's person vocabulary has them.

use domain::documento::{Documento, Email, Telefone};
use jiff::civil::Date;

use super::{imovel::EmpreendimentoCv, sem_debug};

/// A person registered at CV. `Debug` shows nothing of them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PessoaCv {
    /// Key at CV (`idpessoa`).
    pub id: Option<String>,
    /// Code in the ERP (`idpessoa_int`).
    pub id_erp: Option<String>,
    /// Name, or a company's.
    pub nome: Option<String>,
    /// The document as CV wrote it, which may be masked; see [`PessoaCv::documento_lido`].
    pub documento: Option<String>,
    /// `CPF`, `CNPJ`, `Passaporte`…, in CV's words.
    pub documento_tipo: Option<String>,
    /// Whether CV marks the person as foreign.
    pub estrangeira: Option<bool>,
    /// Date of birth.
    pub nascimento: Option<Date>,
    /// Marital status, in CV's words.
    pub estado_civil: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Land line, as CV wrote it.
    pub telefone: Option<String>,
    /// Mobile telephone, as CV wrote it.
    pub celular: Option<String>,
    /// Address; `None` when CV gave no part of one.
    pub endereco: Option<EnderecoCv>,
    /// Whether the login works.
    pub ativo: Option<bool>,
    /// `Cliente`, `Prospect`…, in CV's words.
    pub situacao: Option<String>,
    /// The legal flag of the back office, which only that API tells.
    pub sinalizador_juridico: Option<String>,
}

impl PessoaCv {
    /// The document, when what CV wrote is a whole one. A foreign one only when CV says that it is.
    pub fn documento_lido(&self) -> Option<Documento> {
        let texto = self.documento.as_deref().filter(|d| !d.contains('*'))?;
        let tipo = self.documento_tipo.as_deref().unwrap_or_default().to_uppercase();
        // A document kept as a number lost its leading zeros.
        let digitos = texto.bytes().all(|b| b.is_ascii_digit());
        let inteiro = match tipo.as_str() {
            "CPF" if digitos => format!("{texto:0>11}"),
            "CNPJ" if digitos => format!("{texto:0>14}"),
            _ => texto.to_owned(),
        };
        let nacional = Documento::ler(&inteiro).ok();
        let estrangeira = self.estrangeira == Some(true) || !matches!(tipo.as_str(), "" | "CPF" | "CNPJ");
        if estrangeira { Documento::estrangeiro(&inteiro).ok() } else { nacional }
    }
}

/// An address. Also what CV is told to change it to: `None` leaves a part as it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct EnderecoCv {
    /// Street.
    pub logradouro: Option<String>,
    /// Number.
    pub numero: Option<String>,
    /// Apartment, block…
    pub complemento: Option<String>,
    /// Neighbourhood.
    pub bairro: Option<String>,
    /// City.
    pub cidade: Option<String>,
    /// State, two letters.
    pub estado: Option<String>,
    /// Postal code, as CV wrote it.
    pub cep: Option<String>,
}

impl EnderecoCv {
    /// The parts there are, under CV's names.
    pub fn partes(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("logradouro", &self.logradouro),
            ("numero", &self.numero),
            ("complemento", &self.complemento),
            ("bairro", &self.bairro),
            ("cidade", &self.cidade),
            ("estado", &self.estado),
            ("cep", &self.cep),
        ]
        .into_iter()
        .filter_map(|(nome, valor)| valor.as_deref().map(|v| (nome, v)))
    }
}

/// What to change of a person; `None` leaves it as it is.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AlteracaoPessoa {
    /// New name.
    pub nome: Option<String>,
    /// New e-mail.
    pub email: Option<Email>,
    /// New telephone.
    pub telefone: Option<Telefone>,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alteracao {
    /// CV took it. Whether it already shows is CV's affair.
    Recebida,
    /// CV said that a gestor has to approve it first.
    AguardaAprovacao,
}

/// A síndico. `Debug` shows nothing of them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SindicoCv {
    /// Key at CV.
    pub id: Option<String>,
    /// Name.
    pub nome: Option<String>,
    /// The document as CV wrote it.
    pub documento: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Where they are the síndico.
    pub empreendimentos: Vec<EmpreendimentoCv>,
    /// Empreendimentos CV named in a way that could not be read.
    pub ilegiveis: usize,
}

/// By what the back office is searched: the filters of its contract, one at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FiltroCliente {
    /// CPF, CNPJ or foreign document.
    Documento(Documento),
    /// E-mail.
    Email(Email),
    /// Telephone.
    Telefone(Telefone),
    /// Key at CV (`idpessoa`).
    Id(u64),
}

impl FiltroCliente {
    pub(crate) fn par(&self) -> (&'static str, String) {
        match self {
            Self::Documento(documento) => ("documento", documento.normalizado().to_owned()),
            Self::Email(email) => ("email", email.exposto().to_owned()),
            Self::Telefone(telefone) => ("telefone", telefone.exposto().to_owned()),
            Self::Id(id) => ("idcliente", id.to_string()),
        }
    }
}

sem_debug!(PessoaCv, EnderecoCv, AlteracaoPessoa, SindicoCv);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_only_when_it_is_whole() {
        let de = |documento: &str, tipo: &str| {
            let (documento, documento_tipo) = (Some(documento.to_owned()), Some(tipo.to_owned()));
            PessoaCv { documento, documento_tipo, ..PessoaCv::default() }
                .documento_lido()
                .map(|d| d.normalizado().to_owned())
        };
        assert_eq!(de("390.533.447-05", "CPF").as_deref(), Some("39053344705"));
        assert_eq!(de("390.533.447-05", "").as_deref(), Some("39053344705"));
        assert_eq!(de("3599958250", "CPF"), de("035.999.582-50", "CPF"), "a number lost its zero");
        assert_eq!(de("FX482913", "Passaporte").as_deref(), Some("FX482913"));
        for (documento, tipo) in [("***.533.447-**", "CPF"), ("390.533.447-06", "CPF"), ("FX482913", ""), ("", "CPF")] {
            assert_eq!(de(documento, tipo), None, "{documento} {tipo}");
        }
    }

    #[test]
    fn nothing_of_a_person_is_in_debug() {
        let pessoa = PessoaCv { nome: Some("Ana".to_owned()), ..PessoaCv::default() };
        assert_eq!(format!("{pessoa:?}"), "PessoaCv { .. }");
    }
}
