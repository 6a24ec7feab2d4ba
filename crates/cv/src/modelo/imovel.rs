//! What a person bought, and the papers about it.

use domain::dinheiro::Dinheiro;
use jiff::civil::Date;

use super::sem_debug;

/// An empreendimento.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmpreendimentoCv {
    /// Key at CV.
    pub id: String,
    /// Code in the ERP (`idempreendimento_int`).
    pub codigo: Option<String>,
    /// Name.
    pub nome: Option<String>,
    /// CNPJ as CV wrote it; for a síndico the condominium's, where CV tells it.
    pub cnpj: Option<String>,
    /// City and state.
    pub cidade: Option<String>,
    /// State of the works, in CV's words.
    pub situacao: Option<String>,
}

/// Whose a unit or a contract is, where CV names somebody. `Debug` shows nothing of them.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TitularCv {
    /// Name.
    pub nome: Option<String>,
    /// The document as CV wrote it, which may be masked.
    pub documento: Option<String>,
    /// Code in the ERP (`idpessoa_int`).
    pub id_erp: Option<String>,
}

/// A unit. `Debug` shows nothing but the type.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct UnidadeCv {
    /// Key at CV (`idunidade`).
    pub id: String,
    /// Code in the ERP (`idunidade_int`).
    pub codigo: Option<String>,
    /// Name of the unit.
    pub nome: Option<String>,
    /// Block or tower.
    pub bloco: Option<String>,
    /// Name of the empreendimento.
    pub empreendimento: Option<String>,
    /// Key of the empreendimento at CV.
    pub idempreendimento: Option<String>,
    /// Kind of unit, in CV's words.
    pub tipologia: Option<String>,
    /// Private area, as CV wrote it (m²).
    pub area: Option<String>,
    /// Address.
    pub endereco: Option<String>,
    /// `Ativo`, `Quitado`, `Vendida`…, in CV's words.
    pub situacao: Option<String>,
    /// When the keys were or will be handed over.
    pub entrega: Option<Date>,
    /// Whether this is the unit the portal opens with.
    pub padrao: Option<bool>,
    /// Whose it is, where CV says so.
    pub titular: Option<TitularCv>,
}

/// A contract. `Debug` shows nothing but the type.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ContratoCv {
    /// Key at CV (`idcontrato`), or the unit's where there is none.
    pub id: String,
    /// Code in the ERP.
    pub codigo: Option<String>,
    /// Name or number.
    pub nome: Option<String>,
    /// The unit's key.
    pub idunidade: Option<String>,
    /// Name of the unit.
    pub unidade: Option<String>,
    /// Name of the empreendimento.
    pub empreendimento: Option<String>,
    /// In CV's words.
    pub situacao: Option<String>,
    /// When it was signed.
    pub data: Option<Date>,
    /// Price.
    pub valor: Option<Dinheiro>,
    /// How the person is in it (`Titular`, `Associado`…), in CV's words.
    pub vinculo: Option<String>,
    /// Whose it is, where CV says so.
    pub titular: Option<TitularCv>,
}

/// A boleto as CV lists it. `Debug` shows nothing but the type.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct BoletoCv {
    /// Key at CV.
    pub id: String,
    /// The unit's key.
    pub idunidade: Option<String>,
    /// What it is for.
    pub descricao: Option<String>,
    /// What is due today, or the original amount where CV has no other.
    pub valor: Option<Dinheiro>,
    /// Due date.
    pub vencimento: Option<Date>,
    /// Line or bar code, as CV wrote it; not verified here.
    pub linha_digitavel: Option<String>,
    /// Pix, as CV wrote it; not verified here.
    pub pix: Option<String>,
    /// In CV's words.
    pub situacao: Option<String>,
}

/// A document of a unit. `Debug` shows nothing but the type.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DocumentoCv {
    /// Key at CV.
    pub id: String,
    /// Name.
    pub nome: Option<String>,
    /// Kind, in CV's words.
    pub tipo: Option<String>,
    /// Name or key of the folder.
    pub pasta: Option<String>,
    /// The unit's key, where CV names it.
    pub idunidade: Option<String>,
    /// When it was put there.
    pub data: Option<Date>,
    /// Where it is, if the list already says so.
    pub link: Option<LinkCv>,
}

/// A folder of documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastaCv {
    /// Key at CV.
    pub id: String,
    /// Name.
    pub nome: Option<String>,
}

/// A link to a document: to be followed by the server only, and only to hosts the configuration names. `Debug` hides it, for
/// links of file stores carry their own permission.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkCv(pub(crate) String);

impl LinkCv {
    /// The address, `http` or `https`.
    pub fn exposto(&self) -> &str {
        &self.0
    }
}

sem_debug!(TitularCv, UnidadeCv, ContratoCv, BoletoCv, DocumentoCv, LinkCv);
