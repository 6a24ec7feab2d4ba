//! Files: inside the row, asked for by key, or behind a link.

use axum::http::StatusCode;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::modelo::{ArquivoErp, BoletoEmitido};
use erp::{Capacidade, Erp, ErroErp, conformidade::PDF};

use crate::comum::{CPF, OUTRO_CPF, Servidor, erp, json, resposta, titular};

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
