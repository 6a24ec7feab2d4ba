//! The list of what can be paid, where UAU's own lists say too much or too little.

use axum::http::StatusCode;
use domain::modelo::Descarte;
use erp::{Erp, ErroErp};
use serde_json::{Value, json};

use crate::comum::{CPF, Pedido, Servidor, erp, json, recusa, titular};

const STATUS: &str = "BoletoServices/ConsultarStatusBoleto";
const REIMPRESSAO: &str = "BoletoServices/ConsultarBoletosReimpressao";

fn base(pedido: &Pedido) -> Value {
    match pedido.metodo.as_str() {
        "Pessoas/ConsultarPessoasPorCPFCNPJ" => json!([{"cod_pes": 77, "cpf_pes": CPF}]),
        "Venda/ConsultarUnidadesCompradasPorCPFCNPJ" => {
            json!([{"Empresa": 1, "Obra": "AMO", "Venda": 159, "StatusVenda": 0}])
        }
        _ => json!([]),
    }
}

fn boleto(seu_numero: i64, vencimento: &str) -> Value {
    json!({"codBanco": 341, "seuNumero": seu_numero, "codEmpresa": 1, "obraParcela": "AMO", "numeroVenda": 159,
           "valorDocumento": 10.0, "dataVencimento": format!("{vencimento}T00:00:00"), "linhaDigitavel": "34191"})
}

/// One open instalment charged by these boletos.
fn cobrada(boletos: &[(i64, &str)]) -> Value {
    let boletos: Vec<Value> = boletos
        .iter()
        .map(|(n, v)| json!({"CodBanco": 341, "SeuNumero": n, "DataVencimento": v, "ValorBoleto": "10.500000"}))
        .collect();
    json!({"Vendas": {"Empresa": 1, "Obra": "AMO", "Venda": 159, "ParcelasVenda": {
        "NumParcela": 2, "TipoParcela": "P", "NumGeralParcela": 4, "BoletoParcela": boletos, "PixParcela": null,
    }}})
}

#[tokio::test]
async fn years_of_settled_boletos_cost_ten_questions_and_show_nothing() {
    let servidor = Servidor::novo(|p| match p.metodo.as_str() {
        "BoletoServices/ConsultarBoletosDoCliente" => {
            json(&(0..60).map(|n| boleto(n, &format!("{}-{:02}-10", 2021 + n / 12, 1 + n % 12))).collect())
        }
        STATUS => json(&json!("2")),
        _ => json(&base(p)),
    })
    .await;
    let lista = erp(&servidor.url).boletos(&titular()).await.unwrap();
    assert_eq!((lista.itens.len(), servidor.quantas(STATUS)), (0, 10));
    assert_eq!(lista.descartes, [], "they are no gap");
}

#[tokio::test]
async fn a_recent_boleto_whose_state_nobody_tells_is_reported_and_not_offered() {
    let servidor = Servidor::novo(|p| match p.metodo.as_str() {
        "BoletoServices/ConsultarBoletosDoCliente" => json(&json!([boleto(1, "2026-03-10"), boleto(2, "2020-03-10")])),
        STATUS => recusa(StatusCode::BAD_REQUEST, "Implementado apenas para usuários do tipo pessoa!"),
        _ => json(&base(p)),
    })
    .await;
    let lista = erp(&servidor.url).boletos(&titular()).await.unwrap();
    assert_eq!(lista.itens, []);
    assert_eq!(lista.descartes, [Descarte::Ilegivel { posicao: 0, campo: "Status".to_owned() }]);
}

#[tokio::test]
async fn a_normal_boleto_that_no_instalment_names_can_be_paid() {
    let servidor = Servidor::novo(|p| match p.metodo.as_str() {
        "BoletoServices/ConsultarBoletosDoCliente" => json(&json!([boleto(1, "2026-03-10")])),
        STATUS => json(&json!({"Status": 0, "Ocorrencia": 1})),
        _ => json(&base(p)),
    })
    .await;
    let boleto = erp(&servidor.url).boletos(&titular()).await.unwrap().itens.remove(0);
    assert_eq!(boleto.id, "#341/1");
    assert_eq!(boleto.contratos[0].0, "1/AMO/159");
}

#[tokio::test]
async fn a_hidden_boleto_without_the_other_list_is_shown_once_without_a_line() {
    let servidor = Servidor::novo(|p| match p.metodo.as_str() {
        "Recebiveis/ParcelasECobrancasDoCliente" => {
            json(&cobrada(&[(1, "2026-03-10T00:00:00"), (2, "2026-04-10T00:00:00")]))
        }
        REIMPRESSAO => recusa(StatusCode::BAD_REQUEST, "Implementado apenas para usuários do tipo pessoa!"),
        _ => json(&base(p)),
    })
    .await;
    let boletos = erp(&servidor.url).boletos(&titular()).await.unwrap().itens;
    assert_eq!(boletos.len(), 1, "the later one");
    assert_eq!(boletos[0].id, "1/AMO/159/P/2/4#341/2");
    assert_eq!(boletos[0].valor.original.map(domain::dinheiro::Dinheiro::centavos), Some(1050));
    assert_eq!((&boletos[0].linha_digitavel, boletos[0].pdf.is_some()), (&None, true));
}

#[tokio::test]
async fn an_outage_in_the_middle_of_the_plan_is_an_outage_and_no_shorter_list() {
    let servidor = Servidor::novo(|p| match p.metodo.as_str() {
        "Recebiveis/ParcelasECobrancasDoCliente" => json(&cobrada(&[(1, "2026-03-10T00:00:00")])),
        REIMPRESSAO => recusa(StatusCode::INTERNAL_SERVER_ERROR, "x"),
        _ => json(&base(p)),
    })
    .await;
    let erro = erp(&servidor.url).boletos(&titular()).await.unwrap_err();
    assert_eq!(erro, ErroErp::Indisponivel { tentar_em: None });
}
