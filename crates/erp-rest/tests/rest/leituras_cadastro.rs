//! Customer, contracts and units: real-shaped answers of both versions of the contract, from the socket to the models.

use erp::Erp;

use crate::{
    comum::{Servidor, erp, titular},
    versoes::{antiga, nova},
};

#[tokio::test]
async fn newest_customer() {
    let servidor = Servidor::novo(nova).await;
    let cliente = erp(&servidor.url).cliente(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(cliente, @r#"
    Cliente {
        id: Some(
            "7701",
        ),
        nome: Some(
            "JOANA DA AMOSTRA",
        ),
        ativo: Some(
            true,
        ),
    }
    "#);
}

#[tokio::test]
async fn newest_contracts_come_in_a_wrapper() {
    let servidor = Servidor::novo(nova).await;
    let lista = erp(&servidor.url).contratos(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            Contrato {
                id: ContratoId(
                    "159",
                ),
                nome: Some(
                    "Residencial Aurora - Torre Âmbar 1203",
                ),
                empreendimento: None,
                unidade: None,
                situacao: None,
            },
            Contrato {
                id: ContratoId(
                    "160",
                ),
                nome: Some(
                    "contrato 2",
                ),
                empreendimento: Some(
                    "Residencial Poente",
                ),
                unidade: Some(
                    "Vaga 12",
                ),
                situacao: Some(
                    "Ativo",
                ),
            },
        ],
        descartes: [],
    }
    "#);
}

#[tokio::test]
async fn newest_units() {
    let servidor = Servidor::novo(nova).await;
    let lista = erp(&servidor.url).unidades(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            Unidade {
                id: "U1",
                nome: Some(
                    "Torre Âmbar 1203",
                ),
                situacao: Some(
                    "ativo",
                ),
                endereco: Some(
                    "Rua das Flores, 120",
                ),
                valor: None,
            },
        ],
        descartes: [],
    }
    "#);
}
#[tokio::test]
async fn older_customer() {
    let servidor = Servidor::novo(antiga).await;
    let cliente = erp(&servidor.url).cliente(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(cliente, @r#"
    Cliente {
        id: Some(
            "7701",
        ),
        nome: Some(
            "Joana da Amostra",
        ),
        ativo: Some(
            false,
        ),
    }
    "#);
}

#[tokio::test]
async fn older_installations_become_units_without_adding_anything_up() {
    let servidor = Servidor::novo(antiga).await;
    let lista = erp(&servidor.url).unidades(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            Unidade {
                id: "I9",
                nome: Some(
                    "Apartamento, Vaga",
                ),
                situacao: None,
                endereco: Some(
                    "Rua das Flores, 120, ap. 1203 · Centro · Aracaju/SE",
                ),
                valor: None,
            },
            Unidade {
                id: "I10",
                nome: Some(
                    "Loja",
                ),
                situacao: Some(
                    "ativo",
                ),
                endereco: Some(
                    "Aracaju",
                ),
                valor: Some(
                    Dinheiro(10.00),
                ),
            },
        ],
        descartes: [],
    }
    "#);
}
