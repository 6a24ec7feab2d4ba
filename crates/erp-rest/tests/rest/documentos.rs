//! Documents of rows: the kit over real sockets, the people of the simulator, and links nobody should follow.

use std::time::Duration;

use async_trait::async_trait;
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Response, StatusCode, header},
};
use domain::modelo::{ArquivoErp, Titular};
use erp::{
    Capacidade, Erp, ErroErp, TipoArquivo,
    conformidade::{AmbienteDocumentos, CenarioDocumento, Montagem, OperacaoDocumento, executar_documentos},
};
use erp_rest::{Autenticacao, ErpRest};
use jiff::civil::date;
use serde_json::{Value, json};
use simulator::{Opcoes, Simulador, por_chave};
use tokio::{io::AsyncWriteExt, net::TcpListener};

use crate::{
    comum::{CPF, Servidor, config, endereco, resposta, titular},
    conformidade::ler_pedido,
};

struct SobreSockets;

#[async_trait]
impl AmbienteDocumentos for SobreSockets {
    fn titular(&self) -> Titular {
        titular(Some("C-77"))
    }

    async fn montar(&self, cenario: CenarioDocumento, operacao: OperacaoDocumento) -> Result<Montagem, String> {
        let arquivos = match cenario {
            CenarioDocumento::Lento | CenarioDocumento::ForaDoAr | CenarioDocumento::CorpoCortado => {
                abaixo_do_http(cenario).await
            }
            _ => Servidor::novo(move |_| arquivo(cenario, operacao)).await,
        };
        let link = if cenario == CenarioDocumento::SemArquivo {
            Value::Null
        } else {
            json!(arquivos.url.join("/arquivos/1?assinatura=abc").map_err(|e| e.to_string())?.as_str())
        };
        let erp = Servidor::novo(move |pedido| lista(pedido, &link)).await;
        let mut config = config(erp.url.clone());
        if cenario == CenarioDocumento::Lento {
            config.timeout = Duration::from_millis(500);
        }
        let adaptador = ErpRest::novo(config).map_err(|erro| erro.to_string())?;
        Ok(Montagem { erp: Box::new(adaptador), guarda: Box::new((erp, arquivos)) })
    }
}

fn lista(pedido: &Request, link: &Value) -> Response<Body> {
    let linha = match pedido.uri().path() {
        "/api/boletos-abertos" => json!({"id_fatura": "1", "document_number": CPF, "url_boleto": link}),
        "/api/notas-fiscais" => json!({"id_nota": "1", "url_nota_fiscal": link, "url_xml": link}),
        _ => json!({"id_quitacao": "1", "ano": "2025", "url_arquivo": link}),
    };
    resposta(StatusCode::OK, "application/json", json!([linha]).to_string())
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
    // Four operations: this contract has neither informes nor a statement in PDF.
    assert_eq!(relatorio.verificacoes.len(), 18 * 4 - 1 - 3);
}

#[tokio::test]
async fn what_the_contract_does_not_have_is_not_offered() {
    let servidor = Servidor::novo(|pedido| lista(pedido, &Value::Null)).await;
    let erp = ErpRest::novo(config(servidor.url.clone())).unwrap();
    assert!(erp.capacidades().tem(Capacidade::SegundaVia));
    assert!(!erp.capacidades().tem(Capacidade::Informes) && !erp.capacidades().tem(Capacidade::ExtratoPdf));
    assert_eq!(erp.informes(&titular(None)).await, Err(ErroErp::NaoSuportado));
    assert_eq!(erp.extrato_pdf(&titular(None), None).await, Err(ErroErp::NaoSuportado));
    let mut boleto = erp.boletos(&titular(None)).await.unwrap().itens.remove(0);
    boleto.pdf = Some(ArquivoErp::PelaChave);
    assert_eq!(erp.segunda_via(&titular(None), &boleto).await, Err(ErroErp::NaoSuportado));
}

#[tokio::test]
async fn a_link_that_policy_forbids_is_refused_and_the_operator_learns_why() {
    let alvo = Servidor::novo(|_| resposta(StatusCode::OK, "application/pdf", erp::conformidade::PDF)).await;
    let porta = alvo.url.port().unwrap();
    for (link, hosts, trecho) in [
        (format!("http://127.0.0.1:{porta}/segredo.pdf"), vec![], "erp.documentos-hosts"),
        (format!("http://localhost:{porta}/segredo.pdf"), vec!["127.0.0.1"], "não está em `erp.documentos-hosts`"),
        ("http://169.254.169.254/segredo".to_owned(), vec!["127.0.0.1"], "não está em `erp.documentos-hosts`"),
        ("http://10.0.0.1/segredo".to_owned(), vec!["10.0.0.1"], "não é público"),
        (format!("http://u:segredo@127.0.0.1:{porta}/"), vec!["127.0.0.1"], "credenciais"),
    ] {
        let link = json!(link);
        let servidor = Servidor::novo({
            let link = link.clone();
            move |pedido| lista(pedido, &link)
        })
        .await;
        let mut config = config(servidor.url.clone());
        config.documentos_hosts = hosts.into_iter().map(str::to_owned).collect();
        let erp = ErpRest::novo(config).unwrap();
        let quitacao = erp.quitacoes(&titular(Some("C-77"))).await.unwrap().itens.remove(0);
        let Err(ErroErp::Contrato { detalhe }) = erp.quitacao(&titular(None), &quitacao).await else {
            panic!("{link} was followed")
        };
        assert!(detalhe.starts_with("quitacao: ") && detalhe.contains(trecho), "{detalhe}");
        assert!(!detalhe.contains("segredo"), "{detalhe}");
    }
    assert_eq!(alvo.vistos(), Vec::<String>::new());
}

#[tokio::test]
async fn the_erps_credential_does_not_travel_with_a_document() {
    let alvo = Servidor::novo(|pedido| {
        assert!(!pedido.headers().contains_key(header::AUTHORIZATION));
        resposta(StatusCode::OK, "application/pdf", erp::conformidade::PDF)
    })
    .await;
    let link = json!(alvo.url.join("/x.pdf").unwrap().as_str());
    let servidor = Servidor::novo(move |pedido| lista(pedido, &link)).await;
    let mut config = config(servidor.url.clone());
    config.autenticacao = Autenticacao::Bearer("segredo".into());
    let erp = ErpRest::novo(config).unwrap();
    let quitacao = erp.quitacoes(&titular(Some("C-77"))).await.unwrap().itens.remove(0);
    assert!(erp.quitacao(&titular(None), &quitacao).await.is_ok());
}

#[test]
fn a_host_of_documents_that_is_none_stops_the_start() {
    let mut config = config("http://127.0.0.1:1".parse().unwrap());
    config.documentos_hosts = vec!["https://arquivos.horizonte.example/".to_owned()];
    let erro = ErpRest::novo(config).unwrap_err();
    assert!(erro.to_string().contains("documentos-hosts"), "{erro}");
}

async fn simulado() -> (Simulador, ErpRest) {
    let opcoes = Opcoes { hoje: Some(date(2026, 11, 21)), ..Opcoes::default() };
    let simulador = Simulador::iniciar(opcoes).await.unwrap();
    let mut config = config(simulador.erp_url());
    config.autenticacao = Autenticacao::Bearer("erp-demo".into());
    (simulador, ErpRest::novo(config).unwrap())
}

#[tokio::test]
async fn every_document_of_the_simulated_people_passes() {
    let (simulador, erp) = simulado().await;
    let mut lidos = [0; 4];
    for titular in ["benedito", "lindalva", "mangaba", "doralice", "anna", "zulmira"].map(titular_de) {
        for boleto in erp.boletos(&titular).await.unwrap().itens {
            match erp.segunda_via(&titular, &boleto).await {
                Ok(arquivo) => lidos[0] += usize::from(arquivo.tipo == TipoArquivo::Pdf),
                Err(erro) => assert!(boleto.pdf.is_none() && erro == ErroErp::NaoEncontrado, "{erro:?}"),
            }
        }
        for nota in erp.notas_fiscais(&titular).await.unwrap().itens {
            erp.nota_fiscal(&titular, &nota, TipoArquivo::Pdf).await.unwrap();
            erp.nota_fiscal(&titular, &nota, TipoArquivo::Xml).await.unwrap();
            lidos[1] += 1;
            lidos[2] += 1;
        }
        for quitacao in erp.quitacoes(&titular).await.unwrap().itens {
            erp.quitacao(&titular, &quitacao).await.unwrap();
            lidos[3] += 1;
        }
    }
    assert!(lidos.iter().all(|n| *n >= 3), "{lidos:?}");
    simulador.encerrar().await;
}

#[tokio::test]
async fn no_fault_of_the_simulator_brings_a_document_that_is_none() {
    let (simulador, erp) = simulado().await;
    let titular = titular_de("benedito");
    let boleto = erp.boletos(&titular).await.unwrap().itens.remove(0);
    let certo = erp.segunda_via(&titular, &boleto).await.unwrap();
    for falha in [
        "fora",
        "html",
        "truncado",
        "reset",
        "500",
        "503:30s",
        "429",
        "401",
        "404",
        "vazio",
        "erro200",
        "pdf-vazio",
        "base64-lixo",
        "redireciona",
        "enorme",
        "link-curto:60s",
        "base64",
    ] {
        simulador.falhas().definir(&format!("erp.arquivos={falha}")).unwrap();
        let resultado = erp.segunda_via(&titular, &boleto).await;
        let esperado = match falha {
            "base64" => resultado.as_ref() == Ok(&certo),
            // Without a signature the link is as good as expired.
            "401" | "404" | "link-curto:60s" => resultado == Err(ErroErp::NaoEncontrado),
            "fora" | "reset" | "500" | "503:30s" | "429" => matches!(resultado, Err(ErroErp::Indisponivel { .. })),
            _ => matches!(resultado, Err(ErroErp::Contrato { .. })),
        };
        assert!(esperado, "{falha}: {resultado:?}");
    }
    // A fresh row has a fresh link.
    simulador.falhas().definir("erp.arquivos=link-curto:60s").unwrap();
    let fresco = erp.boletos(&titular).await.unwrap().itens.remove(0);
    assert_eq!(erp.segunda_via(&titular, &fresco).await, Ok(certo));
    simulador.encerrar().await;
}

fn titular_de(chave: &str) -> Titular {
    let pessoa = por_chave(chave).unwrap();
    Titular {
        documento: domain::documento::Documento::ler(pessoa.documento).unwrap(),
        id_erp: pessoa.id_erp.map(str::to_owned),
        token_portal: None,
    }
}
