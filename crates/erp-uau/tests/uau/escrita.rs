//! What changes something: off by default, and only for what is the holder's.

use axum::{body::Body, http::Response};
use domain::modelo::{BoletoEmitido, Parcela};
use erp::{Erp, ErroErp};
use erp_uau::{ConfigUau, ErpUau};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::comum::{CPF, Pedido, Servidor, config, json, titular};

const LINHA: &str = "34191090080123456789012345678901234567890123456";

fn lista(pedido: &Pedido) -> Value {
    match pedido.metodo.as_str() {
        "Pessoas/ConsultarPessoasPorCPFCNPJ" => json!([{"Pessoas": [{"cod_pes": 77, "cpf_pes": CPF}]}]),
        "Venda/ConsultarUnidadesCompradasPorCPFCNPJ" => {
            json!([{"Empresa": 1, "Obra": "AMO", "Venda": 159, "StatusVenda": 0}])
        }
        "Venda/ConsultarParcelasDaVenda" => json!([{
            "Empresa_reaj": 1, "Obra_reaj": "AMO", "NumVenda_reaj": 159, "NumParc_reaj": 2, "NumParcGer_reaj": 4, "Tipo_reaj": "P",
            "DataVenc_reaj": "2026-01-10T00:00:00", "Principal_reaj": 100.0, "Valor_reaj": 103.0, "ValorDescAnt_reaj": 1.5,
        }]),
        "Recebiveis/ParcelasECobrancasDoCliente" => {
            json!({"Vendas": [{"Empresa": 1, "Obra": "AMO", "Venda": 159, "ParcelasVenda": [{
                "NumParcela": 2, "TipoParcela": "P", "NumGeralParcela": 4, "BoletoParcela": [{"CodBanco": 341, "SeuNumero": 9}],
            }]}]})
        }
        _ => json!([]),
    }
}

async fn bancada(responder: impl Fn(&Pedido) -> Option<Value> + Clone + Send + Sync + 'static) -> (Servidor, ErpUau) {
    let servidor = Servidor::novo(move |p| -> Response<Body> { json(&responder(p).unwrap_or_else(|| lista(p))) }).await;
    let config = ConfigUau {
        permitir_escrita: true,
        usuario_uau_site: Some("PORTAL".to_owned()),
        ..config(servidor.url.clone())
    };
    (servidor, ErpUau::novo(config).unwrap())
}

async fn parcela(erp: &ErpUau) -> Parcela {
    erp.parcelas(&titular()).await.unwrap().itens.remove(0)
}

async fn boleto(erp: &ErpUau) -> BoletoEmitido {
    erp.boletos(&titular()).await.unwrap().itens.remove(0)
}

#[tokio::test]
async fn nothing_is_written_unless_the_operator_allows_it() {
    let servidor = Servidor::novo(|p| json(&lista(p))).await;
    let erp = ErpUau::novo(config(servidor.url.clone())).unwrap();
    let (parcela, boleto) = (parcela(&erp).await, boleto(&erp).await);
    let antes = servidor.metodos().len();
    let hoje = date(2026, 2, 15);
    assert_eq!(erp.gerar_boleto(&titular(), &parcela, hoje).await, Err(ErroErp::NaoSuportado));
    assert_eq!(erp.gerar_pix(&titular(), &parcela, hoje).await, Err(ErroErp::NaoSuportado));
    assert_eq!(erp.alterar_vencimento(&titular(), &boleto, hoje).await, Err(ErroErp::NaoSuportado));
    assert_eq!(servidor.metodos().len(), antes, "nobody was called");
}

#[tokio::test]
async fn a_boleto_is_made_from_the_row_of_the_day_and_takes_nothing_away() {
    let (servidor, erp) = bancada(|p| {
        let gerado = json!({"Gerou": "True", "Banco": 341, "SeuNumero": "77", "NossoNumero": "1"});
        (p.metodo == "Venda/GerarBoletoBancario").then(|| json!({"Mensagens": [], "BoletosGerados": [gerado]}))
    })
    .await;
    let parcela = parcela(&erp).await;
    let gerado = erp.gerar_boleto(&titular(), &parcela, date(2026, 2, 20)).await.unwrap();
    assert_eq!(gerado.id, "1/AMO/159/P/2/4#341/77");
    let pedidos = servidor.pedidos();
    assert_eq!(pedidos[0].corpo["UsuarioUAUSite"], "PORTAL", "UAU wants it at the login");
    let pedido = &pedidos.last().unwrap().corpo;
    assert_eq!(
        pedido["parcelas"],
        json!([{"Empresa_reaj": 1, "Obra_reaj": "AMO", "NumVenda_reaj": 159, "NumParc_reaj": 2, "Tipo_reaj": "P",
                "NumParcGer_reaj": 4, "ValorDescAnt_reaj": 1.5}])
    );
    assert_eq!(pedido["data_calculo"], "2026-02-20T00:00:00");
    assert_eq!(
        (&pedido["ExcluirBoletosExistentes"], &pedido["excluirboleto_expirado"]),
        (&json!(false), &json!(false))
    );
}

#[tokio::test]
async fn a_boleto_that_was_not_made_says_why_when_it_can_be_said() {
    let (_servidor, erp) = bancada(|p| {
        let corpo = json!({"Mensagens": ["Venda bloqueada para emissão."], "BoletosGerados": [{"Gerou": false}]});
        (p.metodo == "Venda/GerarBoletoBancario").then_some(corpo)
    })
    .await;
    let parcela = parcela(&erp).await;
    let erro = erp.gerar_boleto(&titular(), &parcela, date(2026, 2, 20)).await.unwrap_err();
    assert_eq!(erro, ErroErp::Recusado { mensagem: "Venda bloqueada para emissão.".to_owned() });
}

#[tokio::test]
async fn what_is_not_the_holders_is_not_written_to() {
    let (servidor, erp) = bancada(|_| None).await;
    let (minha, meu) = (parcela(&erp).await, boleto(&erp).await);
    let hoje = date(2026, 2, 20);
    for id in ["1/AMO/160/P/2/4", "1/AMO/159/P/2/5", "9/AMO/159/P/2/4#341/9", "", "lixo"] {
        let alheia = Parcela { id: id.to_owned(), ..minha.clone() };
        assert_eq!(erp.gerar_boleto(&titular(), &alheia, hoje).await, Err(ErroErp::NaoEncontrado), "{id}");
        assert_eq!(erp.gerar_pix(&titular(), &alheia, hoje).await, Err(ErroErp::NaoEncontrado), "{id}");
    }
    let alheio = BoletoEmitido { id: "1/AMO/159/P/2/4#341/10".to_owned(), ..meu };
    assert_eq!(erp.alterar_vencimento(&titular(), &alheio, hoje).await, Err(ErroErp::NaoEncontrado));
    let escritas = ["Venda/GerarBoletoBancario", "Pix/GerarCobrancaVenda", "BoletoServices/AlterarDataVencimento"];
    assert!(escritas.iter().all(|m| servidor.quantas(m) == 0));
}

#[tokio::test]
async fn a_pix_comes_with_its_code_or_the_code_is_fetched() {
    for com_codigo in [true, false] {
        let (_servidor, erp) = bancada(move |p| match p.metodo.as_str() {
            "Pix/GerarCobrancaVenda" if com_codigo => Some(json!({"Sucesso": true, "TxId": "abc", "emv": "000201"})),
            "Pix/GerarCobrancaVenda" => Some(json!({"Sucesso": true, "TxId": "abc", "emv": ""})),
            "Pix/ReimpressaoPix" => Some(json!({"Txid": "abc", "PixCopiaECola": "000201", "QRCode": "iVBORw0"})),
            _ => None,
        })
        .await;
        let parcela = parcela(&erp).await;
        let pix = erp.gerar_pix(&titular(), &parcela, date(2026, 2, 20)).await.unwrap();
        assert_eq!((pix.txid.as_str(), pix.emv.as_str()), ("abc", "000201"));
        assert!(!format!("{pix:?}").contains("000201"));
    }
}

#[tokio::test]
async fn a_new_due_date_brings_a_new_line_and_may_not_be_in_the_past() {
    let (servidor, erp) = bancada(|p| (p.metodo == "BoletoServices/AlterarDataVencimento").then(|| json!(LINHA))).await;
    let boleto = boleto(&erp).await;
    assert_eq!(erp.alterar_vencimento(&titular(), &boleto, date(2026, 2, 20)).await.unwrap(), LINHA);
    let pedido = servidor.pedidos().into_iter().last().unwrap();
    assert_eq!(
        pedido.corpo,
        json!({"seuNumero": 9, "codBanco": 341, "codEmpresa": 1, "novaDataVenc": "2026-02-20T00:00:00"})
    );
    let ontem = erp.alterar_vencimento(&titular(), &boleto, date(2026, 2, 14)).await;
    assert!(matches!(ontem, Err(ErroErp::Recusado { .. })), "{ontem:?}");
    assert_eq!(servidor.quantas("BoletoServices/AlterarDataVencimento"), 1);
}
