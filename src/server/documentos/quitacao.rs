//! Declarations of settlement: the ERP's, and the one issued here.

pub mod codigo;
pub mod emissao;
pub mod pedido;

use documents::{nomes, pdf::Declaracao};
use domain::modelo::ContratoId;

use super::{
    marca,
    pedido::Tipo,
    producao::{Arquivo, Falta},
};
use crate::server::{
    config::{Lacuna, Redacao},
    session::Visita,
    state::AppState,
    verificar,
};
use emissao::{Conteudo, Emitida};

/// The PDF the ERP has.
///
/// # Errors
/// See [`Falta`].
pub(super) async fn do_erp(estado: &AppState, visita: &Visita, chave: &str) -> Result<Arquivo, Falta> {
    let lidas = estado.financeiro.quitacoes(visita).await?;
    let quitacao = lidas.valor.itens.iter().find(|q| q.id == chave).ok_or(Falta::NaoEncontrado)?;
    if quitacao.pdf.is_none() {
        return Err(Falta::NaoEncontrado);
    }
    let bytes = estado.financeiro.quitacao(visita, quitacao).await?.bytes;
    let nome = nomes::arquivo(&["declaracao quitacao", &quitacao.ano.to_string()], "pdf");
    Ok(Arquivo { nome, tipo: Tipo::Pdf, bytes })
}

/// The declaration issued here for a contract and year: what was sealed when it was, not what the ERP says today.
///
/// # Errors
/// See [`Falta`].
pub(super) async fn declaracao(estado: &AppState, visita: &Visita, contrato: &str, ano: i16) -> Result<Arquivo, Falta> {
    let aberta = emissao::abrir(estado, visita, &ContratoId(contrato.to_owned()), ano).await;
    let emitida = aberta
        .inspect_err(|erro| tracing::error!(%erro, "issued declaration could not be read"))
        .map_err(|_| Falta::Interno)?
        .ok_or(Falta::NaoEncontrado)?;
    let contrato = format!("contrato {}", emitida.conteudo.contrato);
    let nome = nomes::arquivo(&["declaracao quitacao", &ano.to_string(), &contrato], "pdf");
    let impressora = estado.impressora(visita).ok_or(Falta::Interno)?;
    let marca = marca::de_declaracao(&visita.incorporadora, &emitida.conteudo.credora);
    let verificacao = verificar::endereco(&estado.config.servidor.url_publica, &emitida.codigo);
    let dados = folha(emitida, verificacao);
    let feito = estado.oficina.fazer(move || impressora.declaracao(&marca, &dados)).await;
    let bytes = feito
        .ok_or(Falta::Interno)?
        .inspect_err(|erro| tracing::error!(%erro, "PDF of the declaration not made"))
        .map_err(|_| Falta::Interno)?;
    Ok(Arquivo { nome, tipo: Tipo::Pdf, bytes: bytes.into() })
}

fn folha(emitida: Emitida, endereco_verificacao: String) -> Declaracao {
    let Emitida { numero, codigo, conteudo } = emitida;
    let texto = conteudo.texto.as_deref().map(|texto| redigir(texto, &conteudo, &numero));
    Declaracao {
        numero,
        codigo: codigo.em_grupos(),
        endereco_verificacao,
        ano: conteudo.ano,
        contrato: conteudo.contrato,
        unidade: conteudo.unidade,
        empreendimento: conteudo.empreendimento,
        titular_nome: conteudo.titular_nome,
        titular_documento: conteudo.titular_documento,
        parcelas: conteudo.parcelas,
        total_pago: conteudo.total_pago,
        texto,
        signatario: conteudo.signatario,
        cargo: conteudo.cargo,
        cidade: conteudo.cidade,
        emitida_em: conteudo.emitida_em,
    }
}

/// The incorporadora's own wording with its gaps filled in.
fn redigir(texto: &str, conteudo: &Conteudo, numero: &str) -> String {
    let preencher = |redacao: Redacao| {
        redacao.preencher(|lacuna| match lacuna {
            Lacuna::Ano => conteudo.ano.to_string(),
            Lacuna::Contrato => conteudo.contrato.clone(),
            Lacuna::Titular => conteudo.titular_nome.clone(),
            Lacuna::Documento => conteudo.titular_documento.clone(),
            Lacuna::Numero => numero.to_owned(),
        })
    };
    Redacao::ler(texto).map_or_else(|_| texto.to_owned(), preencher)
}
