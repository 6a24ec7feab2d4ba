//! The documents CV links to. Links are public and signed, as those of a file store are; nobody asks for the token.

use std::hash::BuildHasher as _;

use axum::{
    extract::{ConnectInfo, Path, State},
    http::StatusCode,
    response::Response,
};
use domain::{calendario::curta, dinheiro::Dinheiro};
use url::Url;

use super::nao_encontrado;
use crate::{
    carteira::{Carteira, Cliente, Conteudo},
    estado::{Comum, Estado},
    falhas::{Corpo, Endpoint, Sitio, servir},
    fio::Fio,
    pdf::Folha,
};

/// Address of a document named `{what}.{person}.{which}`, by number of host as servers reach it.
pub(in crate::portal) fn link(estado: &Estado, nome: &str) -> Option<Url> {
    let mut url = estado.erp_url.join(&format!("arquivos/cv/{nome}.{}.pdf", assinar(estado, nome))).ok()?;
    url.set_port(estado.portal_url.port()).ok()?;
    Some(url)
}

fn assinar(estado: &Estado, nome: &str) -> String {
    format!("{:016x}", estado.chave_dos_links.hash_one(nome))
}

pub(super) async fn arquivo(
    State(estado): State<Comum>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Path(arquivo): Path<String>,
) -> Response {
    estado.contagem.somar(Endpoint::CvArquivos);
    let assinado = arquivo.strip_suffix(".pdf").and_then(|a| a.rsplit_once('.'));
    let nome = assinado.filter(|(nome, assinatura)| assinar(&estado, nome) == *assinatura).map(|(nome, _)| nome);
    let pessoa = nome.and_then(|nome| nome.split('.').nth(1));
    let falha = estado.falhas.para(Endpoint::CvArquivos, pessoa);
    let carteira = estado.carteira();
    let corpo = match nome.and_then(|nome| documento(&carteira, nome)) {
        Some(Conteudo::Pdf(bytes)) => Corpo::Pdf(bytes),
        Some(Conteudo::Xml(bytes)) => Corpo::Xml(bytes),
        None if nome.is_none() => {
            Corpo::Json(StatusCode::FORBIDDEN, serde_json::json!({"error": "Link expirado", "code": 403}))
        }
        None => nao_encontrado("Documento não encontrado"),
    };
    servir(&fio, Sitio::Cv, falha, corpo, estado.parada()).await
}

fn documento(carteira: &Carteira, nome: &str) -> Option<Conteudo> {
    let mut partes = nome.splitn(3, '.');
    let (tipo, pessoa, qual) = (partes.next()?, partes.next()?, partes.next()?);
    let cliente = carteira.da_pessoa(pessoa)?;
    let texto = |titulo: &str, linhas: &[String]| Some(Conteudo::Pdf(folha(cliente, titulo, linhas).into()));
    match tipo {
        "boleto" => {
            let boleto = cliente.boletos.iter().find(|b| b.fatura == qual)?;
            carteira.arquivos.get(&boleto.arquivo).map(|a| a.conteudo.clone())
        }
        "extrato" => {
            let linhas: Vec<String> = cliente
                .extrato
                .iter()
                .rev()
                .take(40)
                .map(|l| {
                    let estado =
                        l.baixa.map_or_else(|| "em aberto".to_owned(), |b| format!("paga em {}", curta(b.data)));
                    format!("{}: {} - {} - {estado}", curta(l.vencimento), l.historico, l.valor.formatado())
                })
                .collect();
            texto("Extrato do cliente", &linhas)
        }
        "saldo" => {
            let aberto: Dinheiro = cliente.extrato.iter().filter(|l| l.baixa.is_none()).map(|l| l.valor).sum();
            texto("Saldo devedor", &[format!("Em aberto, sem encargos: {}", aberto.formatado())])
        }
        "documento" => {
            let (titulo, unidade) = crate::portal::imovel::nome_do_documento(cliente, qual)?;
            texto(titulo, &[unidade.to_owned()])
        }
        "informe" => {
            let (unidade, ano) = qual.rsplit_once('-')?;
            let ano: i16 = ano.parse().ok()?;
            let pagas = cliente.extrato.iter().filter(|l| l.contrato == unidade).filter_map(|l| l.baixa);
            let total: Dinheiro = pagas.filter(|b| b.data.year() == ano).map(|b| b.recebido).sum();
            texto(&format!("Informe de pagamentos, ano-base {ano}"), &[format!("Total pago: {}", total.formatado())])
        }
        _ => None,
    }
}

fn folha(cliente: &Cliente, titulo: &str, linhas: &[String]) -> Vec<u8> {
    let mut folha = Folha::default();
    folha.texto(40, 790, 15, true, titulo);
    folha.texto(40, 770, 9, false, cliente.pessoa.nome);
    let mut y = 740;
    for linha in linhas {
        y = folha.paragrafo(40, y, 9, 110, linha);
    }
    folha.texto(40, 40, 8, false, "Documento do CV simulado, sem valor.");
    folha.fechar()
}
