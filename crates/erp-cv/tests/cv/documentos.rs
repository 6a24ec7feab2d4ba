//! Documents: the kit over real sockets.

use std::time::Duration;

use async_trait::async_trait;
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Response, StatusCode, header},
};
use domain::modelo::Titular;
use erp::conformidade::{AmbienteDocumentos, CenarioDocumento, Montagem, OperacaoDocumento, executar_documentos};
use erp_cv::ErpCv;
use serde_json::json;
use tokio::{io::AsyncWriteExt, net::TcpListener};

use crate::{
    comum::{Servidor, config, endereco, json as em_json, resposta, titular},
    conformidade::ler_pedido,
};

struct SobreSockets;

#[async_trait]
impl AmbienteDocumentos for SobreSockets {
    fn titular(&self) -> Titular {
        titular()
    }

    async fn montar(&self, cenario: CenarioDocumento, operacao: OperacaoDocumento) -> Result<Montagem, String> {
        let arquivos = match cenario {
            CenarioDocumento::Lento | CenarioDocumento::ForaDoAr | CenarioDocumento::CorpoCortado => {
                abaixo_do_http(cenario).await
            }
            _ => Servidor::novo(move |_| arquivo(cenario, operacao)).await,
        };
        let link = arquivos.url.join("/arquivos/1?assinatura=abc").map_err(|e| e.to_string())?;
        let link = (cenario != CenarioDocumento::SemArquivo).then(|| link.to_string());
        let cv = Servidor::novo(move |pedido| portal(pedido, link.as_deref())).await;
        let mut config = config(cv.url.clone());
        if cenario == CenarioDocumento::Lento {
            config.timeout = Duration::from_millis(500);
        }
        let adaptador = ErpCv::novo(config).map_err(|erro| erro.to_string())?;
        Ok(Montagem { erp: Box::new(adaptador), guarda: Box::new((cv, arquivos)) })
    }
}

fn portal(pedido: &Request, link: Option<&str>) -> Response<Body> {
    let corpo = match pedido.uri().path() {
        "/api/v1/cliente/unidades" => json!([{"idunidade": 7}]),
        "/api/v1/cliente/financeiro/boletos/7/segunda-via" => json!([{"idboleto": 1}]),
        "/api/v1/cliente/financeiro/unidades/imposto-de-renda" => json!([{"idunidade": 7, "ano": "2025"}]),
        "/api/v1/cliente/financeiro/boleto/gerar/1"
        | "/api/v1/cliente/financeiro/extrato/gerar"
        | "/api/v1/cliente/financeiro/retornar-imposto-de-renda/7" => match link {
            Some(link) => json!({ "url": link }),
            None => return resposta(StatusCode::NOT_FOUND, "application/json", r#"{"error":"Não encontrado"}"#),
        },
        outro => unreachable!("{outro}"),
    };
    em_json(corpo.to_string())
}

fn arquivo(cenario: CenarioDocumento, operacao: OperacaoDocumento) -> Response<Body> {
    if let Some(corpo) = cenario.corpo(operacao) {
        // The type says nothing true, as at many vendors.
        return resposta(StatusCode::OK, "text/html", corpo);
    }
    match cenario {
        CenarioDocumento::Redireciona => {
            let mut resposta = resposta(StatusCode::FOUND, "text/html", "");
            let destino = HeaderValue::from_static("http://169.254.169.254/latest/meta-data/");
            resposta.headers_mut().insert(header::LOCATION, destino);
            resposta
        }
        CenarioDocumento::Enorme => {
            let blocos = futures::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b'%'; 0x10000]));
            resposta(StatusCode::OK, "application/pdf", Body::from_stream(blocos))
        }
        CenarioDocumento::LinkExpirado => resposta(StatusCode::FORBIDDEN, "application/xml", "<Error/>"),
        CenarioDocumento::Inexistente => resposta(StatusCode::NOT_FOUND, "text/html", "<h1>Not Found</h1>"),
        _ => resposta(StatusCode::INTERNAL_SERVER_ERROR, "text/html", "NullPointerException"),
    }
}

async fn abaixo_do_http(cenario: CenarioDocumento) -> Servidor {
    let porta = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = endereco(&porta);
    if cenario == CenarioDocumento::ForaDoAr {
        drop(porta);
        return Servidor::cru(url, std::future::ready(()));
    }
    Servidor::cru(url, async move {
        let mut guardadas = Vec::new();
        while let Ok((mut conexao, _)) = porta.accept().await {
            ler_pedido(&mut conexao).await;
            if cenario == CenarioDocumento::Lento {
                guardadas.push(conexao);
            } else {
                let inicio = "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 5000\r\n\r\n%PDF-1.4";
                conexao.write_all(inicio.as_bytes()).await.unwrap();
            }
        }
    })
}

#[tokio::test]
async fn the_adapter_conforms_with_documents() {
    let relatorio = executar_documentos(&SobreSockets).await;
    assert!(relatorio.passou(), "{relatorio}");
    // 17 scenarios of PDF by three operations, less the statement's without a file.
    assert_eq!(relatorio.verificacoes.len(), 17 * 3 - 1);
}
