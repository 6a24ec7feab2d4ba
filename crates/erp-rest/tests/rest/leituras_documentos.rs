//! Notas fiscais and declarations: real-shaped answers of both versions of the contract, from the socket to the models.

use erp::Erp;

use crate::{
    comum::{Servidor, erp, titular},
    versoes::{antiga, nova},
};

#[tokio::test]
async fn newest_notas_come_as_json_api_and_a_link_that_is_no_address_is_dropped() {
    let servidor = Servidor::novo(nova).await;
    let lista = erp(&servidor.url).notas_fiscais(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            NotaFiscal {
                id: "501",
                numero: Some(
                    "12",
                ),
                emissao: Some(
                    2026-02-15,
                ),
                valor: Some(
                    Dinheiro(1530.27),
                ),
                descricao: Some(
                    "Juros e correção",
                ),
                chave: Some(
                    "XYZ123",
                ),
                protocolo: Some(
                    "ABC-1",
                ),
                pdf: Some(
                    Link(…),
                ),
                xml: None,
            },
            NotaFiscal {
                id: "502",
                numero: Some(
                    "13",
                ),
                emissao: None,
                valor: Some(
                    Dinheiro(10.00),
                ),
                descricao: None,
                chave: None,
                protocolo: None,
                pdf: None,
                xml: None,
            },
        ],
        descartes: [],
    }
    "#);
}

#[tokio::test]
async fn newest_declarations() {
    let servidor = Servidor::novo(nova).await;
    let lista = erp(&servidor.url).quitacoes(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            Quitacao {
                id: "31",
                ano: 2025,
                valor: Some(
                    Dinheiro(18000.00),
                ),
                pdf: Some(
                    Link(…),
                ),
            },
            Quitacao {
                id: "32",
                ano: 2024,
                valor: None,
                pdf: None,
            },
        ],
        descartes: [
            Ilegivel {
                posicao: 2,
                campo: "ano",
            },
        ],
    }
    "#);
}

#[tokio::test]
async fn older_notas() {
    let servidor = Servidor::novo(antiga).await;
    let lista = erp(&servidor.url).notas_fiscais(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            NotaFiscal {
                id: "501",
                numero: None,
                emissao: Some(
                    2026-02-15,
                ),
                valor: Some(
                    Dinheiro(1530.27),
                ),
                descricao: None,
                chave: None,
                protocolo: None,
                pdf: Some(
                    Link(…),
                ),
                xml: None,
            },
        ],
        descartes: [],
    }
    "#);
}

#[tokio::test]
async fn older_declarations() {
    let servidor = Servidor::novo(antiga).await;
    let lista = erp(&servidor.url).quitacoes(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            Quitacao {
                id: "31",
                ano: 2025,
                valor: Some(
                    Dinheiro(18000.00),
                ),
                pdf: Some(
                    Link(…),
                ),
            },
        ],
        descartes: [],
    }
    "#);
}
