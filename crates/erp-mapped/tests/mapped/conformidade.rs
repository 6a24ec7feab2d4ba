//! The conformance kit of the port, run over each shipped mapping and real sockets.

use std::{borrow::Cow, collections::HashMap, time::Duration};

use async_trait::async_trait;
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Response, StatusCode, header::RETRY_AFTER},
};
use domain::modelo::Titular;
use erp::conformidade::{Ambiente, Amostra, Cenario, ESPERA, Montagem, Operacao, executar};
use erp_mapped::ErpMapped;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    comum::{Servidor, config, endereco, json, resposta, titular},
    fio::Forma,
};

struct SobreSockets {
    forma: Forma,
    id_erp: Option<&'static str>,
}

#[async_trait]
impl Ambiente for SobreSockets {
    fn titular(&self) -> Titular {
        titular(self.id_erp)
    }

    async fn montar(&self, cenario: Cenario, operacao: Operacao) -> Result<Montagem, String> {
        let forma = self.forma;
        let servidor = match cenario {
            Cenario::Lento | Cenario::ForaDoAr | Cenario::ConexaoDerrubada | Cenario::CorpoCortado => {
                abaixo_do_http(cenario).await
            }
            _ => Servidor::novo(move |pedido| responder(forma, cenario, operacao, pedido)).await,
        };
        let mut config = config(servidor.url.clone(), forma.toml());
        if cenario == Cenario::Lento {
            config.timeout = Duration::from_millis(50);
        }
        let erp = ErpMapped::novo(config).map_err(|erros| erros[0].to_string())?;
        Ok(Montagem { erp: Box::new(erp), guarda: Box::new(servidor) })
    }

    fn amostra(&self, cenario: Cenario) -> Cow<'static, Amostra> {
        Cow::Owned(self.forma.amostra(cenario))
    }

    /// Mega knows customers by their contracts: one without any is unknown there.
    fn aplica(&self, cenario: Cenario, operacao: Operacao) -> bool {
        !(self.forma == Forma::Mega && cenario == Cenario::Vazio && operacao == Operacao::Cliente)
    }

    fn limite(&self) -> Duration {
        Duration::from_mins(1)
    }
}

fn responder(forma: Forma, cenario: Cenario, operacao: Operacao, pedido: &Request) -> Response<Body> {
    let caminho = pedido.uri().path();
    let query: HashMap<String, String> = pedido
        .uri()
        .query()
        .unwrap_or_default()
        .split('&')
        .filter_map(|par| par.split_once('='))
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .collect();
    let corpo = forma.corpo(cenario, operacao, caminho, &query);
    let bom = || match &corpo {
        Some(corpo) => json(corpo.to_string()),
        None => Response::builder().status(StatusCode::NO_CONTENT).body(Body::empty()).unwrap(),
    };
    // Faults are where the question is; customer and contracts may have to be asked first.
    if !forma.alvo(operacao, caminho) {
        return bom();
    }
    let com_espera = |status| {
        let mut resposta = resposta(status, "text/html", "<h1>aguarde</h1>");
        resposta.headers_mut().insert(RETRY_AFTER, HeaderValue::from(ESPERA.as_secs()));
        resposta
    };
    match cenario {
        Cenario::Truncado => {
            let inteiro = corpo.map(|c| c.to_string()).unwrap_or_default();
            let meio = (0..=inteiro.len() / 2).rev().find(|n| inteiro.is_char_boundary(*n)).unwrap();
            json(inteiro[..meio].to_owned())
        }
        Cenario::TipoErrado => json("42"),
        Cenario::Html => resposta(StatusCode::OK, "text/html", "<!doctype html><title>Entrar</title>"),
        Cenario::CaminhoErrado => resposta(StatusCode::NOT_FOUND, "text/html", "<html><h1>Not Found</h1></html>"),
        Cenario::ErroComSucesso => {
            json(r#"{"sucesso":false,"erro":"ORA-00942: table or view does not exist","results":[]}"#)
        }
        Cenario::ErroInterno => resposta(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "NullPointerException"),
        Cenario::CredencialRecusada => resposta(StatusCode::UNAUTHORIZED, "application/json", "{}"),
        Cenario::Limitado => com_espera(StatusCode::TOO_MANY_REQUESTS),
        Cenario::Manutencao => com_espera(StatusCode::SERVICE_UNAVAILABLE),
        _ => bom(),
    }
}

async fn abaixo_do_http(cenario: Cenario) -> Servidor {
    let porta = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = endereco(&porta);
    if cenario == Cenario::ForaDoAr {
        drop(porta);
        return Servidor::cru(url, std::future::ready(()));
    }
    Servidor::cru(url, async move {
        let mut guardadas = Vec::new();
        while let Ok((mut conexao, _)) = porta.accept().await {
            ler_pedido(&mut conexao).await;
            match cenario {
                Cenario::Lento => guardadas.push(conexao),
                Cenario::CorpoCortado => {
                    let inicio =
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n[{\"id";
                    conexao.write_all(inicio.as_bytes()).await.unwrap();
                }
                // Zero linger: the kernel answers with a reset instead of a polite end.
                _ => conexao.set_zero_linger().unwrap(),
            }
        }
    })
}

pub(crate) async fn ler_pedido(conexao: &mut TcpStream) {
    let mut lido = Vec::new();
    while !lido.windows(4).any(|janela| janela == b"\r\n\r\n") {
        if conexao.read_buf(&mut lido).await.unwrap_or(0) == 0 {
            return;
        }
    }
}

/// 22 scenarios over five operations, less the four about rows that say nothing of the customer's record.
const TODAS: usize = 22 * 5 - 4;

async fn conferir(forma: Forma, id_erp: Option<&'static str>, quantas: usize) {
    let relatorio = executar(&SobreSockets { forma, id_erp }).await;
    assert!(relatorio.passou(), "{forma:?}: {relatorio}");
    assert_eq!(relatorio.verificacoes.len(), quantas);
}

#[tokio::test]
async fn the_mapping_of_mega_conforms() {
    conferir(Forma::Mega, None, TODAS - 1).await;
}

#[tokio::test]
async fn the_mapping_of_sienge_conforms_when_cv_knows_the_customers_code() {
    conferir(Forma::Sienge, Some("C-77"), TODAS).await;
}

#[tokio::test]
async fn the_mapping_of_sienge_conforms_when_the_code_has_to_be_asked_for() {
    conferir(Forma::Sienge, None, TODAS).await;
}

#[tokio::test]
async fn the_mapping_of_flat_rows_conforms() {
    conferir(Forma::Plano, None, TODAS).await;
}
