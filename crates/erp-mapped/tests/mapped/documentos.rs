//! Files: inside the row, asked for by key, or behind a link.

use std::time::Duration;

use async_trait::async_trait;
use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header::LOCATION},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::modelo::{ArquivoErp, BoletoEmitido, Titular};
use erp::{
    Capacidade, Erp, ErroErp,
    conformidade::{AmbienteDocumentos, CenarioDocumento, Montagem, OperacaoDocumento, PDF, executar_documentos},
};
use erp_mapped::ErpMapped;
use tokio::{io::AsyncWriteExt, net::TcpListener};

use crate::{
    comum::{CPF, OUTRO_CPF, Servidor, config, endereco, erp, json, resposta, titular},
    conformidade::ler_pedido,
};

const BASICO: &str = r#"
    [operacoes.boletos]
    caminho = "/titulos"
    query = { cpf = "{documento}" }
    [operacoes.boletos.campos]
    id = "codigo"
    contrato = "contrato"
    documento-titular = "cpf"
"#;

async fn primeiro(erp: &dyn Erp) -> BoletoEmitido {
    erp.boletos(&titular(None)).await.unwrap().itens.remove(0)
}

#[tokio::test]
async fn a_pdf_inside_its_row_is_fetched_again_when_wanted_and_only_from_the_holders_row() {
    let pdf = STANDARD.encode(PDF);
    let corpo = format!(
        r#"[{{"codigo":7,"cpf":"{OUTRO_CPF}","pdf":"JVBERi0="}},{{"codigo":"7","cpf":"{CPF}","pdf":"{pdf}"}},{{"codigo":"8","cpf":"{CPF}","pdf":""}}]"#
    );
    let servidor = Servidor::novo(move |_| json(corpo.clone())).await;
    let erp = erp(&servidor.url, &format!("{BASICO}pdf-base64 = \"pdf\""));
    assert!(erp.capacidades().tem(Capacidade::SegundaVia));
    let boletos = erp.boletos(&titular(None)).await.unwrap().itens;
    assert_eq!(boletos.iter().map(|b| b.pdf.clone()).collect::<Vec<_>>(), [Some(ArquivoErp::PelaChave), None]);
    assert_eq!(erp.segunda_via(&titular(None), &boletos[0]).await.unwrap().bytes, PDF);
    assert_eq!(erp.segunda_via(&titular(None), &boletos[1]).await, Err(ErroErp::NaoEncontrado));
    let mut sumido = boletos[0].clone();
    sumido.id = "9".to_owned();
    assert_eq!(erp.segunda_via(&titular(None), &sumido).await, Err(ErroErp::NaoEncontrado));
}

#[tokio::test]
async fn a_pdf_asked_for_by_key_comes_as_bytes_as_base64_or_behind_a_link() {
    let com_link = "url-pdf = \"r.link\"";
    let embutido = "pdf-base64 = \"r.pdf\"";
    let pdf = STANDARD.encode(PDF);
    for (onde, corpo, certo) in [
        ("", String::from_utf8(PDF.to_vec()).unwrap(), Ok(())),
        ("", format!("\"{pdf}\""), Ok(())),
        (embutido, format!(r#"{{"r":{{"pdf":"{pdf}"}}}}"#), Ok(())),
        (com_link, r#"{"r":{"link":"LINK"}}"#.to_owned(), Ok(())),
        ("", "\"\"".to_owned(), Err("nada")),
        (embutido, r#"{"r":{"pdf":null}}"#.to_owned(), Err("nada")),
        (com_link, r#"{"r":{}}"#.to_owned(), Err("nada")),
        (com_link, r#"{"r":{"link":"https://outro.example/a.pdf"}}"#.to_owned(), Err("contrato")),
        (embutido, r#"{"r":{"pdf":"JVBERi0="}}"#.to_owned(), Err("contrato")),
        (embutido, r#"{"r":{"pdf":[1]}}"#.to_owned(), Err("contrato")),
        (embutido, format!(r#"{{"cpf":"{OUTRO_CPF}","r":{{"pdf":"{pdf}"}}}}"#), Err("contrato")),
        ("", "<html>".to_owned(), Err("contrato")),
    ] {
        let servidor = Servidor::novo(move |pedido| {
            let host = pedido.headers()["host"].to_str().unwrap();
            match pedido.uri().path() {
                "/base/titulos" => json(format!(r#"[{{"codigo":"a/b","contrato":"9","cpf":"{CPF}"}}]"#)),
                "/arquivo.pdf" => resposta(StatusCode::OK, "application/pdf", PDF),
                _ => json(corpo.replace("LINK", &format!("http://{host}/arquivo.pdf"))),
            }
        })
        .await;
        let toml = format!(
            "{BASICO}[operacoes.boletos.arquivo]\ncaminho = \"/pdf/{{contrato}}/{{id-2}}\"\nquery = {{ id = \"{{id}}\" }}\n{onde}"
        );
        let erp = erp(&servidor.url, &toml);
        let boleto = primeiro(&erp).await;
        assert_eq!(boleto.pdf, Some(ArquivoErp::PelaChave));
        let lido = erp.segunda_via(&titular(None), &boleto).await;
        match certo {
            Ok(()) => assert_eq!(lido.unwrap().bytes.trim_ascii(), PDF.trim_ascii(), "{onde}"),
            Err("nada") => assert_eq!(lido, Err(ErroErp::NaoEncontrado), "{onde}"),
            Err(_) => assert!(matches!(lido, Err(ErroErp::Contrato { .. })), "{onde}: {lido:?}"),
        }
        assert_eq!(servidor.vistos()[1], "GET /base/pdf/9/b?id=a%2Fb");
    }
}

/// The kit's matrix, over links in the rows of every list that has files.
struct PorLink;

const COM_LINKS: &str = r#"
    [operacoes.boletos]
    caminho = "/boletos/{documento}"
    titular = "pedido"
    campos = { id = "id", url-pdf = "link" }
    [operacoes.notas-fiscais]
    caminho = "/notas/{documento}"
    titular = "pedido"
    campos = { id = "id", url-pdf = "link", url-xml = "link" }
    [operacoes.quitacoes]
    caminho = "/quitacoes/{documento}"
    titular = "pedido"
    campos = { id = "id", ano = "ano", url-pdf = "link" }
    [operacoes.informes]
    caminho = "/informes/{documento}"
    titular = "pedido"
    campos = { ano = "ano", url-pdf = "link" }
"#;

#[async_trait]
impl AmbienteDocumentos for PorLink {
    fn titular(&self) -> Titular {
        titular(None)
    }

    async fn montar(&self, cenario: CenarioDocumento, operacao: OperacaoDocumento) -> Result<Montagem, String> {
        let arquivos = match cenario {
            CenarioDocumento::Lento | CenarioDocumento::ForaDoAr | CenarioDocumento::CorpoCortado => {
                abaixo_do_http(cenario).await
            }
            _ => Servidor::novo(move |_| arquivo(cenario, operacao)).await,
        };
        let link = match cenario {
            CenarioDocumento::SemArquivo => "null".to_owned(),
            _ => format!("\"{}/1?assinatura=abc\"", arquivos.url),
        };
        let api = Servidor::novo(move |_| json(format!(r#"[{{"id":"1","ano":2025,"link":{link}}}]"#))).await;
        let mut config = config(api.url.clone(), COM_LINKS);
        if cenario == CenarioDocumento::Lento {
            config.timeout = Duration::from_millis(500);
        }
        let erp = ErpMapped::novo(config).map_err(|erros| erros[0].to_string())?;
        Ok(Montagem { erp: Box::new(erp), guarda: Box::new((api, arquivos)) })
    }
}

fn arquivo(cenario: CenarioDocumento, operacao: OperacaoDocumento) -> Response<Body> {
    if let Some(corpo) = cenario.corpo(operacao) {
        return resposta(StatusCode::OK, "text/html", corpo);
    }
    match cenario {
        CenarioDocumento::Redireciona => {
            let mut resposta = resposta(StatusCode::FOUND, "text/html", "");
            let destino = HeaderValue::from_static("http://169.254.169.254/latest/meta-data/");
            resposta.headers_mut().insert(LOCATION, destino);
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
async fn links_conform() {
    let relatorio = executar_documentos(&PorLink).await;
    assert!(relatorio.passou(), "{relatorio}");
    // Five operations, of which one is XML.
    assert_eq!(relatorio.verificacoes.len(), 18 * 5 - 1 - 4);
}
