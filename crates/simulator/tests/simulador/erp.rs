//! The ERP's REST contract on the wire.

use crate::comum::Bancada;
use domain::{boleto::Boleto, dinheiro::Dinheiro, pix::BrCode};
use jiff::civil::date;
use serde_json::{Value, json};
use simulator::{Endpoint, FormaErp, FormaLista, PESSOAS, VersaoErp};

fn dinheiro(valor: &Value) -> Dinheiro {
    valor.as_str().map_or_else(|| Dinheiro::ler(&valor.to_string()), Dinheiro::ler).unwrap()
}

#[tokio::test]
async fn everybodys_codes_verify_on_the_wire_but_the_two_that_are_meant_not_to() {
    let b = Bancada::nova().await;
    let (mut conferidos, mut quebrados, mut divergentes) = (0, 0, 0);
    for pessoa in PESSOAS {
        for linha in b.linhas("boletos-abertos", pessoa.chave).await {
            assert_eq!(linha["document_number"], pessoa.documento_normalizado());
            let codigo = linha["linha_digitavel"].as_str().unwrap();
            assert_eq!(codigo.len(), 47);
            let Ok(boleto) = Boleto::ler(codigo) else {
                quebrados += 1;
                assert!(BrCode::ler(linha["pix_code"].as_str().unwrap()).is_err());
                continue;
            };
            assert_eq!(boleto.banco().unwrap(), linha["bank_code"]);
            if boleto.valor() == Some(dinheiro(&linha["valor_inicial"])) {
                conferidos += 1;
            } else {
                divergentes += 1;
            }
            match linha["pix_code"].as_str().unwrap() {
                "" => assert_eq!(pessoa.chave, "raimunda"),
                pix => assert!(BrCode::ler(pix).unwrap().conforme_manual(), "{}", pessoa.chave),
            }
        }
    }
    assert_eq!((quebrados, divergentes), (1, 1));
    assert!(conferidos >= 20, "{conferidos}");
}

#[tokio::test]
async fn amounts_and_dates_come_in_three_writings_and_add_up() {
    let b = Bancada::nova().await;
    let lindalva = &b.linhas("boletos-abertos", "lindalva").await[0];
    assert_eq!(lindalva["data_vencimento"], "18/11/2026");
    assert!(
        lindalva["valor_atual"].as_str().unwrap().contains("2.") && lindalva["multa"].as_str().unwrap().contains(',')
    );
    let parte = |nome: &str| dinheiro(&lindalva[nome]);
    assert_eq!(parte("valor_atual"), parte("valor_inicial") + parte("juros") + parte("multa"));
    // Three days at a thirtieth of a percent, rounded to the cent.
    let esperado = parte("valor_inicial").decimal() * Dinheiro::de_centavos(300).decimal()
        / Dinheiro::de_centavos(300_000).decimal();
    assert_eq!(parte("juros"), Dinheiro::arredondado(esperado).unwrap());
    assert!(b.linhas("boletos-abertos", "mangaba").await[0]["valor_atual"].is_number());
    assert_eq!(b.linhas("boletos-abertos", "doralice").await[0]["data_vencimento"], "2026-11-30");
}

#[tokio::test]
async fn the_credential_is_required_everywhere_but_for_documents() {
    let b = Bancada::nova().await;
    let url = b.simulador.erp_url().join("contratos?document=39053344705").unwrap();
    for pedido in [b.cliente.get(url.clone()), b.cliente.get(url.clone()).bearer_auth("errado")] {
        let resposta = pedido.send().await.unwrap();
        assert_eq!(resposta.status(), 401);
        assert!(resposta.json::<Value>().await.unwrap()["error"].is_string());
    }
    assert_eq!(b.simulador.contagem().de(Endpoint::Contratos), 2);
    let nota = &b.linhas("notas-fiscais", "doralice").await[0];
    let pdf = b.cliente.get(nota["url_nota_fiscal"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(pdf.headers()["content-type"], "application/pdf");
    assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF-"));
    assert_eq!(b.erp("arquivos/nfse-de-ninguem.pdf").await.unwrap().status(), 404);
}

#[tokio::test]
async fn an_unknown_document_is_404_on_clientes_and_an_empty_list_elsewhere() {
    let b = Bancada::nova().await;
    let resposta = b.erp("clientes?cnpj_cpf=48061725967").await.unwrap();
    assert_eq!(resposta.status(), 404);
    assert_eq!(resposta.json::<Value>().await.unwrap()["code"], 404);
    for recurso in ["contratos", "boletos-abertos", "extratos-financeiros", "notas-fiscais", "declaracoes-quitacao"] {
        assert!(b.linhas(recurso, "wanderley").await.is_empty(), "{recurso}");
    }
    assert_eq!(b.erp("boletos-abertos").await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_customer_is_found_by_formatted_document_and_by_code_and_only_when_both_agree() {
    let b = Bancada::nova().await;
    let empresa = b.erp_json("clientes?cnpj_cpf=M4.NG8.B4X%2F0001-98").await;
    assert_eq!(empresa["id_remoto"], "C-1009");
    assert_eq!(b.erp_json("boletos-abertos?id_cliente=C-1014").await.as_array().unwrap().len(), 1);
    let trocado = b.erp_json("boletos-abertos?document=39053344705&id_cliente=C-1014").await;
    assert_eq!(trocado, json!([]));
}

#[tokio::test]
async fn the_contract_filters_boletos() {
    let b = Bancada::nova().await;
    let contratos = b.linhas("contratos", "benedito").await;
    assert_eq!(contratos.len(), 2);
    assert_ne!(contratos[0]["empreendimento"], contratos[1]["empreendimento"]);
    for contrato in contratos {
        let id = contrato["remote_id"].as_str().unwrap();
        let boletos = b.erp_json(&format!("boletos-abertos?document=71428793860&id_contrato={id}")).await;
        assert!(!boletos.as_array().unwrap().is_empty());
        assert!(boletos.as_array().unwrap().iter().all(|linha| linha["contract_id"] == id));
    }
}

#[tokio::test]
async fn a_declaration_is_offered_only_for_years_with_nothing_open() {
    let b = Bancada::nova().await;
    assert!(b.linhas("declaracoes-quitacao", "zulmira").await.len() >= 13);
    let quitado = b.linhas("instalacoes-produtos", "clotilde").await;
    assert_eq!(quitado[0]["situacao"], "Quitado");
    assert!(b.linhas("boletos-abertos", "clotilde").await.is_empty());
    // All five overdue instalments fell due this year, so past years are settled.
    let anos = b.linhas("declaracoes-quitacao", "genivaldo").await;
    assert!(!anos.is_empty() && anos.iter().all(|q| q["ano"].as_i64().unwrap() < 2026));
}

#[tokio::test]
async fn the_older_version_is_asked_by_code_and_speaks_the_older_names() {
    let b = Bancada::nova().await;
    b.simulador.definir_forma_erp(FormaErp { versao: VersaoErp::Antiga, lista: FormaLista::Pura });
    let cliente = b.erp_json("clientes?cnpj_cpf=39053344705").await;
    let id = cliente["id_cliente"].as_str().unwrap();
    assert_eq!(b.erp("contratos?document=39053344705").await.unwrap().status(), 404);
    assert_eq!(b.erp("boletos-abertos?document=39053344705").await.unwrap().status(), 400);
    let boleto = &b.erp_json(&format!("boletos-abertos?id_cliente={id}")).await[0];
    assert!(boleto.get("document_number").is_none() && boleto.get("pix_code").is_none());
    let pdf = b.cliente.get(boleto["url_boleto"].as_str().unwrap()).send().await.unwrap();
    assert!(pdf.bytes().await.unwrap().starts_with(b"%PDF-"));
    let extrato = &b.erp_json(&format!("extratos-financeiros?id_cliente={id}")).await[0];
    assert!(extrato["valor_pago"].is_string() && extrato.get("saldo").is_none());
}

#[tokio::test]
async fn lists_can_be_wrapped_in_two_ways() {
    let b = Bancada::nova().await;
    let caminho = "boletos-abertos?document=39053344705";
    let puras = b.erp_json(caminho).await;
    b.simulador.definir_forma_erp(FormaErp { lista: FormaLista::Nomeada, ..FormaErp::default() });
    assert_eq!(b.erp_json(caminho).await, json!({ "boletos": puras }));
    b.simulador.definir_forma_erp(FormaErp { lista: FormaLista::JsonApi, ..FormaErp::default() });
    let embrulhadas = b.erp_json(caminho).await;
    assert_eq!(embrulhadas["data"][0]["attributes"], puras[0]);
    assert_eq!(embrulhadas["data"][0]["id"], puras[0]["id_fatura"]);
}

#[tokio::test]
async fn the_data_follows_the_civil_date() {
    let opcoes = simulator::Opcoes { hoje: Some(date(2027, 2, 3)), ..simulator::Opcoes::default() };
    let b = Bancada::com(opcoes).await;
    // Nine days ahead is a Friday, after the Carnival of 8 and 9 February.
    assert_eq!(b.linhas("boletos-abertos", "doralice").await[0]["data_vencimento"], "2027-02-12");
    let lindalva = &b.linhas("boletos-abertos", "lindalva").await[0];
    // Three days ago was Sunday: the last business day before it.
    assert_eq!(lindalva["data_vencimento"], "29/01/2027");
}
