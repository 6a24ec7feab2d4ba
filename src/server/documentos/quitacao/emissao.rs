//! Issuing a declaration, once for each holder, contract and year, and finding it again.

use domain::{
    dinheiro::Dinheiro,
    modelo::{Contrato, ContratoId},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::codigo::Codigo;
use crate::server::{
    config::{Emissao, Papel, Redacao},
    cripto::Proposito,
    financeiro::{
        Falha,
        quitacao::{self, Prova, Situacao},
    },
    relogio::no_brasil,
    session::Visita,
    state::AppState,
    storage::{Auditoria, ErroArmazem, Evento, LinhaDeclaracao, NovaDeclaracao},
};

/// Word of the audit trail.
pub const ACAO: &str = "declaracao-emitida";

/// What a declaration says, kept sealed: printed again in years, it says the same. Number and code stand beside it in the row.
#[derive(Serialize, Deserialize)]
pub(super) struct Conteudo {
    pub(super) ano: i16,
    pub(super) contrato: String,
    pub(super) unidade: Option<String>,
    pub(super) empreendimento: Option<String>,
    pub(super) titular_nome: String,
    /// Masked.
    pub(super) titular_documento: String,
    pub(super) parcelas: u32,
    pub(super) total_pago: Option<Dinheiro>,
    pub(super) emitida_em: Date,
    /// Own wording, with its gaps: the number that may fill one is not known before the row is.
    pub(super) texto: Option<String>,
    pub(super) signatario: String,
    pub(super) cargo: Option<String>,
    pub(super) cidade: Option<String>,
    pub(super) credora: Credora,
}

/// The incorporadora as it was.
#[derive(Serialize, Deserialize)]
pub(in crate::server::documentos) struct Credora {
    pub(in crate::server::documentos) nome: String,
    pub(in crate::server::documentos) razao_social: Option<String>,
    pub(in crate::server::documentos) cnpj: Option<String>,
    pub(in crate::server::documentos) endereco: Option<String>,
    pub(in crate::server::documentos) contato: Vec<String>,
}

/// An issued declaration, opened.
pub(super) struct Emitida {
    pub(super) numero: String,
    pub(super) codigo: Codigo,
    pub(super) conteudo: Conteudo,
}

/// Why nothing was issued.
#[derive(Debug)]
pub enum Recusa {
    /// The incorporadora does not have us issue, or the contract is not this visitor's.
    NaoEncontrada,
    /// The rows of the ERP do not prove the settlement.
    SemProva(Box<Situacao>),
    /// The ERP could not be asked.
    Falha(Falha),
    /// The database refused.
    Armazem(ErroArmazem),
}

impl From<ErroArmazem> for Recusa {
    fn from(erro: ErroArmazem) -> Self {
        Self::Armazem(erro)
    }
}

/// `2025/000123`
pub fn numero(ano: i16, numero: u32) -> String {
    format!("{ano}/{numero:06}")
}

/// When the declaration of a contract and year was issued; `None` when it was not.
///
/// # Errors
/// When the database does.
pub async fn emitida_em(
    estado: &AppState,
    visita: &Visita,
    contrato: &ContratoId,
    ano: i16,
) -> Result<Option<Timestamp>, ErroArmazem> {
    Ok(linha(estado, visita, contrato, ano).await?.map(|linha| linha.emitida_em))
}

/// Issues the declaration of a contract and year, or finds the one that was: asking twice gives one.
///
/// The settlement is proven anew, on rows the ERP gives now.
///
/// # Errors
/// See [`Recusa`].
pub async fn emitir(estado: &AppState, visita: &Visita, contrato: &ContratoId, ano: i16) -> Result<(), Recusa> {
    let emissao = visita.incorporadora.quitacao.as_ref().ok_or(Recusa::NaoEncontrada)?;
    if !visita.pode_escrever() || visita.principal.papel != Papel::Cliente {
        return Err(Recusa::NaoEncontrada);
    }
    if linha(estado, visita, contrato, ano).await?.is_some() {
        return Ok(());
    }
    let situacao = quitacao::conferir(&estado.financeiro, visita, contrato, ano).await.map_err(Recusa::Falha)?;
    let prova = match situacao.ok_or(Recusa::NaoEncontrada)? {
        Situacao::Emitivel(prova) => prova,
        outra => return Err(Recusa::SemProva(Box::new(outra))),
    };
    let agora = estado.relogio.agora();
    let conteudo = conteudo(estado, visita, emissao, contrato, ano, prova, agora).await;
    let codigo = Codigo::sortear();
    let codigo_hash = codigo.hash();
    // Plain data of strings and numbers: serialising it cannot fail.
    let claro = serde_json::to_vec(&conteudo).unwrap_or_default();
    let incorporadora = visita.principal.incorporadora.clone();
    let nova = NovaDeclaracao {
        codigo_hash,
        codigo_selado: estado.chaveiro.selar(Proposito::Codigo, &codigo_hash, codigo.como_str().as_bytes()),
        titular_hmac: estado.chaveiro.hmac_titular(visita.principal.documento.normalizado()),
        contrato_hash: estado.chaveiro.hmac_contrato(&incorporadora, &contrato.0),
        ano,
        emitida_em: agora,
        conteudo_selado: estado.chaveiro.selar(Proposito::Declaracao, &codigo_hash, &claro),
        incorporadora,
    };
    // Before, not after: what may not happen unrecorded does not happen when it cannot be recorded.
    registrar(estado, visita, contrato, ano, agora).await?;
    estado.armazem.declaracao_emitir(&nova).await?;
    tracing::info!(incorporadora = %nova.incorporadora, codigo_suporte = %visita.codigo_suporte, "declaration of settlement issued");
    Ok(())
}

/// The issued declaration of a contract and year, opened. `None`: there is none, or its key is gone (the log says so).
///
/// # Errors
/// When the database does.
pub(super) async fn abrir(
    estado: &AppState,
    visita: &Visita,
    contrato: &ContratoId,
    ano: i16,
) -> Result<Option<Emitida>, ErroArmazem> {
    let Some(linha) = linha(estado, visita, contrato, ano).await? else { return Ok(None) };
    let abrir = |proposito, selado: &[u8]| {
        estado
            .chaveiro
            .abrir(proposito, &linha.codigo_hash, selado)
            .inspect_err(|erro| tracing::error!(%erro, "an issued declaration cannot be opened"))
            .ok()
    };
    let codigo = abrir(Proposito::Codigo, &linha.codigo_selado).and_then(|bytes| String::from_utf8(bytes).ok());
    let conteudo = abrir(Proposito::Declaracao, &linha.conteudo_selado)
        .and_then(|bytes| serde_json::from_slice::<Conteudo>(&bytes).ok());
    Ok(codigo.zip(conteudo).map(|(codigo, conteudo)| Emitida {
        numero: numero(linha.ano, linha.numero),
        codigo: Codigo::digitado(&codigo),
        conteudo,
    }))
}

/// The row, under the names that any key of the ring gave holder and contract.
async fn linha(
    estado: &AppState,
    visita: &Visita,
    contrato: &ContratoId,
    ano: i16,
) -> Result<Option<LinhaDeclaracao>, ErroArmazem> {
    let incorporadora = &visita.principal.incorporadora;
    let titulares = estado.chaveiro.hmacs_titular(visita.principal.documento.normalizado());
    let contratos = estado.chaveiro.hmacs_contrato(incorporadora, &contrato.0);
    for (titular, contrato) in titulares.iter().zip(&contratos) {
        let linha = estado.armazem.declaracao_do_titular(incorporadora, titular, contrato, ano).await?;
        if linha.is_some() {
            return Ok(linha);
        }
    }
    Ok(None)
}

async fn conteudo(
    estado: &AppState,
    visita: &Visita,
    emissao: &Emissao,
    contrato: &ContratoId,
    ano: i16,
    prova: Prova,
    agora: Timestamp,
) -> Conteudo {
    let contratos = estado.financeiro.contratos(visita).await.ok();
    let conhecido: Option<Contrato> =
        contratos.and_then(|lida| lida.valor.itens.iter().find(|c| c.id == *contrato).cloned());
    let titular_documento = visita.principal.documento.mascarado();
    let incorporadora = &visita.incorporadora;
    let empresa = &incorporadora.empresa;
    let contato = &incorporadora.contato;
    Conteudo {
        ano,
        contrato: contrato.0.clone(),
        unidade: conhecido.as_ref().and_then(|c| c.unidade.clone()),
        empreendimento: conhecido.and_then(|c| c.empreendimento),
        titular_nome: nome(estado, visita).await.unwrap_or_else(|| titular_documento.clone()),
        titular_documento,
        parcelas: prova.parcelas,
        total_pago: prova.total,
        emitida_em: no_brasil(agora).date(),
        texto: emissao.texto.as_ref().map(Redacao::como_escrita).map(str::to_owned),
        signatario: emissao.signatario.clone(),
        cargo: emissao.cargo.clone(),
        cidade: emissao.cidade.clone(),
        credora: Credora {
            nome: incorporadora.nome.clone(),
            razao_social: empresa.razao_social.clone(),
            cnpj: empresa.cnpj.as_ref().map(domain::documento::Cnpj::formatado),
            endereco: empresa.endereco.clone(),
            contato: [&contato.telefone, &contato.email].into_iter().flatten().cloned().collect(),
        },
    }
}

/// As CV writes it, or else as the ERP does.
async fn nome(estado: &AppState, visita: &Visita) -> Option<String> {
    let escrito = |nome: Option<String>| nome.filter(|n| !n.trim().is_empty());
    if let Some(nome) = escrito(visita.principal.nome.clone()) {
        return Some(nome);
    }
    estado.financeiro.cliente(visita).await.ok().and_then(|lida| escrito(lida.valor.nome.clone()))
}

async fn registrar(
    estado: &AppState,
    visita: &Visita,
    contrato: &ContratoId,
    ano: i16,
    quando: Timestamp,
) -> Result<(), ErroArmazem> {
    let principal = &visita.principal;
    let evento = Evento {
        quando,
        incorporadora: principal.incorporadora.clone(),
        titular_hmac: principal.titular_hmac.clone(),
        ator: format!("{}:{}", principal.papel.as_str(), principal.titular_hmac),
        acao: ACAO.to_owned(),
        detalhe: Some(format!("ano {ano}, contrato {}", contrato.0)),
    };
    Auditoria::nova(estado.armazem.clone(), estado.chaveiro.clone()).gravar(&evento).await
}
