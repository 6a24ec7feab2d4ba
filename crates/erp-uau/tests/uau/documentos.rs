//! The part of the conformance kit about documents, in UAU's way: base64 in a JSON string.

use std::time::Duration;

use async_trait::async_trait;
use axum::{
    body::Body,
    http::{Response, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use domain::modelo::Titular;
use erp::{
    Erp, ErroErp,
    conformidade::{AmbienteDocumentos, CenarioDocumento, Montagem, OperacaoDocumento, PDF, executar_documentos},
};
use erp_uau::ErpUau;
use serde_json::{Value, json};

use crate::comum::{CPF, Pedido, Servidor, config, erp, json, resposta, titular};

struct SobreSockets;

#[async_trait]
impl AmbienteDocumentos for SobreSockets {
    fn titular(&self) -> Titular {
        titular()
    }

    async fn montar(&self, cenario: CenarioDocumento, operacao: OperacaoDocumento) -> Result<Montagem, String> {
        let servidor = Servidor::novo(move |pedido| responder(cenario, operacao, pedido)).await;
        let mut config = config(servidor.url.clone());
        if cenario == CenarioDocumento::Lento {
            config.timeout = Duration::from_millis(200);
        }
        let erp = ErpUau::novo(config).map_err(|erro| erro.to_string())?;
        Ok(Montagem { erp: Box::new(erp), guarda: Box::new(servidor) })
    }

    /// There are no links that expire, XML is never offered, and what is not there is an empty text ([`responder`]): an
    /// empty body means the same. With everything else dead the document cannot be asked for at all.
    fn aplica(&self, cenario: CenarioDocumento, _: OperacaoDocumento) -> bool {
        !matches!(cenario, CenarioDocumento::LinkExpirado | CenarioDocumento::SemCorpo | CenarioDocumento::ForaDoAr)
    }

    fn limite(&self) -> Duration {
        Duration::from_secs(30)
    }
}

fn metodo(operacao: OperacaoDocumento) -> &'static str {
    match operacao {
        OperacaoDocumento::SegundaVia => "BoletoServices/GerarPDFBoleto",
        OperacaoDocumento::Informe => "RelatorioIRPF/GerarPDFRelIRPF",
        _ => "ExtratoDoCliente/GerarPDFExtratoCliente",
    }
}

fn responder(cenario: CenarioDocumento, operacao: OperacaoDocumento, pedido: &Pedido) -> Response<Body> {
    if pedido.metodo != metodo(operacao) {
        return json(&lista(cenario == CenarioDocumento::SemArquivo, pedido));
    }
    let texto = |bytes: &[u8]| json(&STANDARD.encode(bytes).into());
    match cenario {
        CenarioDocumento::SemArquivo | CenarioDocumento::Inexistente => json(&"".into()),
        CenarioDocumento::Html => resposta(StatusCode::OK, "text/html", cenario.corpo(operacao).unwrap()),
        CenarioDocumento::Base64Lixo => json(&String::from_utf8(cenario.corpo(operacao).unwrap()).unwrap().into()),
        CenarioDocumento::Normal
        | CenarioDocumento::Base64
        | CenarioDocumento::PdfVazio
        | CenarioDocumento::Truncado
        | CenarioDocumento::OutroTipo => {
            let bytes =
                if cenario == CenarioDocumento::Base64 { PDF.to_vec() } else { cenario.corpo(operacao).unwrap() };
            texto(&bytes)
        }
        CenarioDocumento::Enorme => {
            let bloco = Bytes::from(vec![b'A'; 1 << 20]);
            let blocos = std::iter::once(Bytes::from_static(b"\"")).chain(std::iter::repeat(bloco));
            let corpo = Body::from_stream(futures::stream::iter(blocos.map(Ok::<_, std::io::Error>)));
            resposta(StatusCode::OK, "application/json", corpo)
        }
        CenarioDocumento::Redireciona => {
            let mut resposta = resposta(StatusCode::FOUND, "text/html", "");
            resposta.headers_mut().insert(header::LOCATION, "http://169.254.169.254/".parse().unwrap());
            resposta
        }
        CenarioDocumento::CorpoCortado => {
            let mut resposta = resposta(
                StatusCode::OK,
                "application/json",
                Body::from_stream(futures::stream::iter([
                    Ok(Bytes::from_static(b"\"JVBERi0x")),
                    Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
                ])),
            );
            resposta.headers_mut().insert(header::CONTENT_LENGTH, 5000.into());
            resposta
        }
        CenarioDocumento::Lento => {
            let nunca = futures::stream::pending::<Result<Bytes, std::io::Error>>();
            resposta(StatusCode::OK, "application/json", Body::from_stream(nunca))
        }
        CenarioDocumento::ErroInterno => resposta(StatusCode::INTERNAL_SERVER_ERROR, "application/json", "{}"),
        outro => unreachable!("{outro}"),
    }
}

/// One sale, one receipt of last year, one boleto.
fn lista(sem_nosso_numero: bool, pedido: &Pedido) -> Value {
    match pedido.metodo.as_str() {
        "Pessoas/ConsultarPessoasPorCPFCNPJ" => {
            json!([{"Pessoas": [{"cod_pes": 77, "nome_pes": "Joana", "cpf_pes": CPF}]}])
        }
        "Venda/ConsultarUnidadesCompradasPorCPFCNPJ" => {
            json!([{"Empresa": 1, "Obra": "AMO", "Venda": 159, "StatusVenda": 0}])
        }
        "Venda/BuscarParcelasRecebidas" => json!([{"Recebidas": [{
            "NumParc_Rec": 1, "NumParcGer_Rec": 1, "Tipo_Rec": "P", "Data_Rec": "2025-03-10T00:00:00", "ValorConf_Rec": 10.0,
        }]}]),
        "Recebiveis/ParcelasECobrancasDoCliente" => {
            json!({"Vendas": [{"Empresa": 1, "Obra": "AMO", "Venda": 159, "ParcelasVenda": [{
                "NumParcela": 2, "TipoParcela": "P", "NumGeralParcela": 2,
                "BoletoParcela": [{"CodBanco": 341, "SeuNumero": 998_877, "DataVencimento": "2026-10-10T00:00:00"}],
            }]}]})
        }
        "BoletoServices/ConsultarBoletosDoCliente" => json!([{
            "codBanco": 341, "seuNumero": 998_877, "codEmpresa": 1, "obraParcela": "AMO", "numeroVenda": 159, "valorDocumento": 10.0,
            "dataVencimento": "2026-10-10T00:00:00", "nossoNumero": if sem_nosso_numero { "" } else { "109/1" },
        }]),
        "BoletoServices/ConsultarStatusBoleto" => json!(0),
        "Venda/BuscarTiposDeParcelas" => json!([]),
        outro => unreachable!("{outro}"),
    }
}

#[tokio::test]
async fn the_adapter_conforms() {
    let relatorio = executar_documentos(&SobreSockets).await;
    assert!(relatorio.passou(), "{relatorio}");
    // 14 scenarios for PDFs by 3 documents, less the statement that has no row.
    assert_eq!(relatorio.verificacoes.len(), 14 * 3 - 1);
}

#[tokio::test]
async fn the_state_of_a_boleto_is_asked_right_before_its_pdf_and_decides() {
    for (status, esperado) in [(1, Some("cancelado")), (2, Some("já foi pago")), (3, None)] {
        let servidor = Servidor::novo(move |pedido| match pedido.metodo.as_str() {
            "BoletoServices/ConsultarStatusBoleto" => json(&json!({"Status": status})),
            _ => json(&lista(false, pedido)),
        })
        .await;
        let erp = erp(&servidor.url);
        let boleto = erp.boletos(&titular()).await.unwrap().itens.remove(0);
        match (erp.segunda_via(&titular(), &boleto).await, esperado) {
            (Err(ErroErp::Recusado { mensagem }), Some(parte)) => assert!(mensagem.contains(parte), "{mensagem}"),
            (Err(ErroErp::NaoEncontrado), None) => {}
            (outro, _) => panic!("{status}: {outro:?}"),
        }
        assert_eq!(servidor.quantas("BoletoServices/GerarPDFBoleto"), 0);
    }
}

#[tokio::test]
async fn a_key_that_is_not_in_the_holders_lists_is_never_asked_for() {
    let servidor = Servidor::novo(|pedido| json(&lista(false, pedido))).await;
    let erp = erp(&servidor.url);
    let meu = erp.boletos(&titular()).await.unwrap().itens.remove(0);
    for id in
        ["1/AMO/159/P/2/2#341/998878", "1/AMO/159/P/2/2#237/998877", "#341/1", "341/998877", "", "1/AMO/159/P/2/2#pix"]
    {
        let alheio = domain::modelo::BoletoEmitido { id: id.to_owned(), ..meu.clone() };
        assert_eq!(erp.segunda_via(&titular(), &alheio).await, Err(ErroErp::NaoEncontrado), "{id}");
        assert_eq!(erp.carne(&titular(), &[meu.clone(), alheio]).await, Err(ErroErp::NaoEncontrado), "{id}");
    }
    for contrato in ["1/AMO/160", "2/AMO/159", "1/OUT/159", "159", ""] {
        let contrato = domain::modelo::ContratoId(contrato.to_owned());
        assert_eq!(erp.extrato_pdf(&titular(), Some(&contrato)).await, Err(ErroErp::NaoEncontrado), "{contrato:?}");
    }
    let pdfs = servidor.metodos().into_iter().filter(|m| m.contains("GerarPDF")).count();
    assert_eq!(pdfs, 0);
}

#[tokio::test]
async fn the_statement_for_the_tax_return_names_venda_obra_empresa_in_that_order_as_text() {
    let servidor = Servidor::novo(|pedido| match pedido.metodo.as_str() {
        "RelatorioIRPF/GerarPDFRelIRPF" => json(&STANDARD.encode(PDF).into()),
        _ => json(&lista(false, pedido)),
    })
    .await;
    let erp = erp(&servidor.url);
    let informes = erp.informes(&titular()).await.unwrap().itens;
    assert_eq!(informes.iter().map(|i| i.ano).collect::<Vec<_>>(), [2025]);
    erp.informe(&titular(), &informes[0]).await.unwrap();
    let pedido = servidor.pedidos().into_iter().last().unwrap();
    assert_eq!(pedido.corpo["vendasobras_empresa"], json!([["159", "AMO", "1"]]));
    assert_eq!(pedido.corpo["ano_base"], 2025);
}

#[tokio::test]
async fn a_carne_is_one_pdf_of_boletos_that_were_each_checked() {
    let servidor = Servidor::novo(|pedido| match pedido.metodo.as_str() {
        "BoletoServices/GerarPDFCarne" => json(&json!([{"carne": STANDARD.encode(PDF)}])),
        _ => json(&lista(false, pedido)),
    })
    .await;
    let erp = erp(&servidor.url);
    let boletos = erp.boletos(&titular()).await.unwrap().itens;
    assert_eq!(erp.carne(&titular(), &boletos).await.unwrap().bytes, PDF);
    assert_eq!(servidor.quantas("BoletoServices/ConsultarStatusBoleto"), 1);
    assert_eq!(erp.carne(&titular(), &[]).await, Err(ErroErp::NaoEncontrado));
}
