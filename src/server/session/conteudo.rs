//! What a session holds, and whose data it opens right now.
//!
//! The principal never changes after launch. Beside it a session may hold CV's token, the condominium a síndico chose, and the
//! preview a gestor began. All of it is read at once, by the guard for a page and by a ticket for a file, and by the same rules.

use std::sync::Arc;

use domain::documento::{Documento, Token, completo};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_sessions::{Session, session::Record};

use super::{Empreendimento, Previa, Principal, principal::CHAVE};
use crate::server::{config::Incorporadora, config::Papel, cripto::Chaveiro, permissoes::Perfil};

/// Key of CV's token.
pub const TOKEN: &str = "token_portal";
/// Key of the empreendimento whose condominium the síndico chose.
pub const CONDOMINIO: &str = "condominio";
/// Key of the preview under way.
pub const PREVIA: &str = "previa";

/// Key of the titular whose data an associate looks at.
pub const ASSOCIADO: &str = "associado";

/// The titular an associate chose.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TitularGuardado {
    /// The titular's document.
    #[serde(with = "completo")]
    pub documento: Documento,
    /// Code in the ERP, when CV knows it.
    pub id_erp: Option<String>,
    /// Full name as CV writes it.
    pub nome: Option<String>,
}

/// A preview, as the session of the gestor keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PreviaGuardada {
    /// Names it, so that its end is recorded once.
    pub id: String,
    /// The client's document.
    #[serde(with = "completo")]
    pub documento: Documento,
    /// Code in the ERP, when CV knows it.
    pub id_erp: Option<String>,
    /// Full name as CV writes it.
    pub nome: Option<String>,
    /// When it ends by itself.
    pub ate: Timestamp,
}

/// A session, read.
#[derive(Debug, Clone)]
pub struct Conteudo {
    /// Who is logged in.
    pub autor: Principal,
    /// CV's token.
    pub token: Option<Token>,
    /// Code in CV of the empreendimento chosen.
    pub condominio: Option<String>,
    /// The preview, over or not.
    pub previa: Option<PreviaGuardada>,
    /// The titular an associate chose.
    pub associado: Option<TitularGuardado>,
}

/// Whose data a session opens.
#[derive(Debug, Clone)]
pub struct Alcance {
    /// State of the visit.
    pub perfil: Perfil,
    /// Whose data.
    pub principal: Arc<Principal>,
    /// The preview it is part of.
    pub previa: Option<Previa>,
}

impl Conteudo {
    /// Of the session of a request; `None` when it has no principal.
    ///
    /// # Errors
    /// When the session cannot be read.
    pub async fn da_sessao(sessao: &Session) -> Result<Option<Self>, tower_sessions::session::Error> {
        let mut valores = Vec::new();
        for chave in [CHAVE, TOKEN, CONDOMINIO, PREVIA, ASSOCIADO] {
            valores.push((chave, sessao.get_value(chave).await?));
        }
        Ok(Self::ler(|chave| valores.iter().find(|(nome, _)| *nome == chave)?.1.clone()))
    }

    /// Of a stored record.
    pub fn do_registro(registro: &Record) -> Option<Self> {
        Self::ler(|chave| registro.data.get(chave).cloned())
    }

    fn ler(valor: impl Fn(&str) -> Option<Value>) -> Option<Self> {
        let autor = valor(CHAVE).and_then(|v| serde_json::from_value(v).ok())?;
        let texto = |chave| valor(chave).and_then(|v| v.as_str().map(str::to_owned));
        Some(Self {
            autor,
            token: texto(TOKEN).map(Token::novo),
            condominio: texto(CONDOMINIO),
            previa: valor(PREVIA).and_then(|v| serde_json::from_value(v).ok()),
            associado: valor(ASSOCIADO).and_then(|v| serde_json::from_value(v).ok()),
        })
    }

    /// Whose data this is at `agora`. Whatever does not fit leaves the visit without a holder.
    pub fn alcance(&self, incorporadora: &Incorporadora, chaveiro: &Chaveiro, agora: Timestamp) -> Alcance {
        let autor = || Arc::new(self.autor.clone());
        let sem = |perfil| Alcance { perfil, principal: autor(), previa: None };
        match self.autor.papel {
            Papel::Cliente => {
                let Some(titular) = self.associado.as_ref().filter(|_| incorporadora.associados.ver_titular) else {
                    return sem(Perfil::Cliente);
                };
                let principal = Principal {
                    titular_hmac: chaveiro.hmac_titular(titular.documento.normalizado()),
                    documento: titular.documento.clone(),
                    id_erp: titular.id_erp.clone(),
                    nome: titular.nome.clone(),
                    ..self.autor.clone()
                };
                Alcance { perfil: Perfil::Associado, principal: Arc::new(principal), previa: None }
            }
            Papel::Sindico => {
                let mut condominios = condominios(incorporadora, &self.autor);
                let escolhido = match &self.condominio {
                    Some(id) => condominios.into_iter().find(|c| c.empreendimento == *id),
                    // With only one there is nothing to choose.
                    None if condominios.len() == 1 => condominios.pop(),
                    None => None,
                };
                let Some(condominio) = escolhido else { return sem(Perfil::Sindico) };
                let principal = Principal {
                    titular_hmac: chaveiro.hmac_titular(condominio.documento.normalizado()),
                    documento: condominio.documento,
                    id_erp: condominio.id_erp,
                    nome: Some(condominio.nome),
                    empreendimentos: Vec::new(),
                    ..self.autor.clone()
                };
                Alcance { perfil: Perfil::Condominio, principal: Arc::new(principal), previa: None }
            }
            Papel::Gestor => {
                let Some(previa) = self.previa.as_ref().filter(|previa| agora < previa.ate) else {
                    return sem(Perfil::Gestor);
                };
                let principal = Principal {
                    titular_hmac: chaveiro.hmac_titular(previa.documento.normalizado()),
                    documento: previa.documento.clone(),
                    id_erp: previa.id_erp.clone(),
                    nome: previa.nome.clone(),
                    expira_em: previa.ate.min(self.autor.expira_em),
                    ..self.autor.clone()
                };
                let previa = Previa { ate: principal.expira_em };
                Alcance { perfil: Perfil::Previa, principal: Arc::new(principal), previa: Some(previa) }
            }
        }
    }
}

/// A condominium as a holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CondominioDoSindico {
    /// Code of the empreendimento in CV.
    pub empreendimento: String,
    /// Name people know.
    pub nome: String,
    /// Its CNPJ.
    pub documento: Documento,
    /// Code in the ERP, where CV says it.
    pub id_erp: Option<String>,
}

/// The condominiums a síndico may look at, in the order of CV's answer.
pub fn condominios(incorporadora: &Incorporadora, sindico: &Principal) -> Vec<CondominioDoSindico> {
    sindico.empreendimentos.iter().filter_map(|e| condominio(incorporadora, e)).collect()
}

/// The condominium of an empreendimento: what the operator wrote comes before what CV says.
pub fn condominio(incorporadora: &Incorporadora, empreendimento: &Empreendimento) -> Option<CondominioDoSindico> {
    let declarado = incorporadora.condominios.iter().find(|c| c.empreendimento == empreendimento.id);
    let cnpj = declarado.map(|c| c.cnpj.clone()).or_else(|| empreendimento.cnpj.clone())?;
    let nome = declarado.map(|c| c.nome.clone()).or_else(|| empreendimento.nome.clone());
    Some(CondominioDoSindico {
        empreendimento: empreendimento.id.clone(),
        nome: nome.unwrap_or_else(|| format!("Empreendimento {}", empreendimento.id)),
        documento: Documento::Cnpj(cnpj),
        id_erp: empreendimento.id_erp.clone().filter(|_| declarado.is_none()),
    })
}
