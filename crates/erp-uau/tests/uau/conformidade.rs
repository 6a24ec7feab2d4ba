//! The conformance kit of the port, run against the adapter over real sockets.

use std::{borrow::Cow, time::Duration};

use async_trait::async_trait;
use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header::RETRY_AFTER},
};
use domain::modelo::Titular;
use erp::conformidade::{Ambiente, Amostra, Cenario, ESPERA, Montagem, Operacao, executar};
use erp_uau::ErpUau;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    comum::{Pedido, Servidor, TOKEN, config, endereco, json, recusa, resposta, titular},
    fio,
};

struct SobreSockets;

#[async_trait]
impl Ambiente for SobreSockets {
    fn titular(&self) -> Titular {
        titular()
    }

    fn amostra(&self, cenario: Cenario) -> Cow<'static, Amostra> {
        Cow::Owned(fio::traduzida(cenario.amostra()))
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
            config.timeout = Duration::from_millis(100);
        }
        let erp = ErpUau::novo(config).map_err(|erro| erro.to_string())?;
        Ok(Montagem { erp: Box::new(erp), guarda: Box::new(servidor) })
    }

    fn limite(&self) -> Duration {
        // 10,000 charged instalments are 200 batches of Pix.
        Duration::from_mins(1)
    }
}

fn responder(cenario: Cenario, operacao: Operacao, pedido: &Pedido) -> Response<Body> {
    let bom = || json(&fio::corpo(cenario, operacao, pedido));
    // Faults are where the question is; others come before and after it.
    if pedido.metodo != fio::metodo(operacao) {
        return bom();
    }
    let com_espera = |status| {
        let mut resposta = resposta(status, "text/html", "<h1>aguarde</h1>");
        resposta.headers_mut().insert(RETRY_AFTER, HeaderValue::from(ESPERA.as_secs()));
        resposta
    };
    match cenario {
        Cenario::Truncado => {
            let inteiro = fio::corpo(cenario, operacao, pedido).to_string();
            let meio = (0..=inteiro.len() / 2).rev().find(|n| inteiro.is_char_boundary(*n)).unwrap();
            resposta(StatusCode::OK, "application/json", inteiro[..meio].to_owned())
        }
        Cenario::TipoErrado => json(&42.into()),
        Cenario::Html => resposta(StatusCode::OK, "text/html", "<!doctype html><title>Entrar</title>"),
        Cenario::CaminhoErrado => resposta(StatusCode::NOT_FOUND, "text/html", "<html><h1>Not Found</h1></html>"),
        Cenario::ErroComSucesso => {
            json(&serde_json::json!({"sucesso": false, "erro": "ORA-00942: table or view does not exist", "dados": []}))
        }
        Cenario::ErroInterno => recusa(StatusCode::INTERNAL_SERVER_ERROR, "Referência de objeto não definida"),
        Cenario::CredencialRecusada => recusa(StatusCode::UNAUTHORIZED, "Usuário não está logado!"),
        Cenario::Limitado => com_espera(StatusCode::TOO_MANY_REQUESTS),
        Cenario::Manutencao => com_espera(StatusCode::SERVICE_UNAVAILABLE),
        _ => bom(),
    }
}

/// The login works; the first question after it meets the fault.
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
            let cabeca = ler_pedido(&mut conexao).await;
            if cabeca.contains("AutenticarUsuario") {
                let corpo = format!("\"{TOKEN}\"");
                let resposta = format!(
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{corpo}",
                    corpo.len()
                );
                conexao.write_all(resposta.as_bytes()).await.unwrap();
                continue;
            }
            match cenario {
                Cenario::Lento => guardadas.push(conexao),
                Cenario::CorpoCortado => {
                    let inicio =
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n[{\"cod";
                    conexao.write_all(inicio.as_bytes()).await.unwrap();
                }
                // Zero linger: the kernel answers with a reset instead of a polite end.
                _ => conexao.set_zero_linger().unwrap(),
            }
        }
    })
}

/// Reads head and body, so that closing afterwards is no reset by unread bytes.
async fn ler_pedido(conexao: &mut TcpStream) -> String {
    let mut lido = Vec::new();
    loop {
        let texto = String::from_utf8_lossy(&lido).to_lowercase();
        if let Some((cabeca, corpo)) = texto.split_once("\r\n\r\n") {
            let tamanho = cabeca.split("content-length: ").nth(1).and_then(|t| t.lines().next()?.trim().parse().ok());
            if corpo.len() >= tamanho.unwrap_or(0) {
                return String::from_utf8_lossy(&lido).into_owned();
            }
        }
        if conexao.read_buf(&mut lido).await.unwrap_or(0) == 0 {
            return String::from_utf8_lossy(&lido).into_owned();
        }
    }
}

#[tokio::test]
async fn the_adapter_conforms() {
    let relatorio = executar(&SobreSockets).await;
    assert!(relatorio.passou(), "{relatorio}");
    // 22 scenarios by 6 operations (no notas, no declarations), less the four about rows for the customer's record.
    assert_eq!(relatorio.verificacoes.len(), 22 * 6 - 4);
}
