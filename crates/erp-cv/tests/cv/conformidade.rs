//! The conformance kit of the port, run against the adapter over real sockets.

use std::time::Duration;

use crate::comum::{Servidor, config, endereco, json, resposta, titular};
use crate::fio;
use async_trait::async_trait;
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Response, StatusCode, header::RETRY_AFTER},
};
use domain::modelo::Titular;
use erp::conformidade::{Ambiente, Cenario, ESPERA, Montagem, Operacao, executar};
use erp_cv::ErpCv;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

struct SobreSockets;

#[async_trait]
impl Ambiente for SobreSockets {
    fn titular(&self) -> Titular {
        titular()
    }

    async fn montar(&self, cenario: Cenario, operacao: Operacao) -> Result<Montagem, String> {
        let servidor = match cenario {
            Cenario::Lento | Cenario::ForaDoAr | Cenario::ConexaoDerrubada | Cenario::CorpoCortado => {
                abaixo_do_http(cenario).await
            }
            _ => Servidor::novo(move |pedido| responder(cenario, operacao, pedido)).await,
        };
        let mut config = config(servidor.url.clone());
        if cenario == Cenario::Lento {
            config.timeout = Duration::from_millis(50);
        }
        let erp = ErpCv::novo(config).map_err(|erro| erro.to_string())?;
        Ok(Montagem { erp: Box::new(erp), guarda: Box::new(servidor) })
    }
}

fn responder(cenario: Cenario, operacao: Operacao, pedido: &Request) -> Response<Body> {
    let caminho = pedido.uri().path().to_owned();
    // Faults are where the question is; the units may have to be asked first.
    let alvo = caminho == fio::caminho(operacao);
    let bom = || json(fio::corpo(cenario, operacao, &caminho).to_string());
    if !alvo {
        return bom();
    }
    let com_espera = |status| {
        let mut resposta = resposta(status, "text/html", "<h1>aguarde</h1>");
        resposta.headers_mut().insert(RETRY_AFTER, HeaderValue::from(ESPERA.as_secs()));
        resposta
    };
    match cenario {
        Cenario::Desconhecido => resposta(
            StatusCode::NOT_FOUND,
            "application/json",
            r#"{"codigo":"nao_encontrado","mensagem":"Cliente não encontrado"}"#,
        ),
        Cenario::Truncado => {
            let inteiro = fio::corpo(cenario, operacao, &caminho).to_string();
            let meio = (0..=inteiro.len() / 2).rev().find(|n| inteiro.is_char_boundary(*n)).unwrap();
            json(inteiro[..meio].to_owned())
        }
        Cenario::TipoErrado => json("42"),
        Cenario::Html => resposta(StatusCode::OK, "text/html", "<!doctype html><title>Entrar</title>"),
        Cenario::CaminhoErrado => resposta(StatusCode::NOT_FOUND, "text/html", "<html><h1>Not Found</h1></html>"),
        Cenario::ErroComSucesso => {
            json(r#"{"sucesso":false,"erro":"ORA-00942: table or view does not exist","dados":[]}"#)
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

#[tokio::test]
async fn the_adapter_conforms() {
    let relatorio = executar(&SobreSockets).await;
    assert!(relatorio.passou(), "{relatorio}");
    // 22 scenarios by 6 operations (no notas, no declarations), less the four about rows for the person's record.
    assert_eq!(relatorio.verificacoes.len(), 22 * 6 - 4);
}
