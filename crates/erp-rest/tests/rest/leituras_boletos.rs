//! Boletos: real-shaped answers of both versions of the contract, from the socket to the models.

use erp::Erp;

use crate::{
    comum::{Servidor, erp, titular},
    versoes::{antiga, nova},
};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "most of it is the snapshot")]
async fn newest_boletos_with_an_unreadable_a_foreign_and_a_repeated_row() {
    let servidor = Servidor::novo(nova).await;
    let lista = erp(&servidor.url).boletos(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            BoletoEmitido {
                id: "8103",
                contratos: [
                    ContratoId(
                        "159",
                    ),
                    ContratoId(
                        "160",
                    ),
                ],
                historico: Some(
                    "PARC. 007/060 - MENSAL",
                ),
                parcela: Some(
                    NumeroParcela {
                        numero: 7,
                        total: Some(
                            60,
                        ),
                    },
                ),
                valor: Composicao {
                    original: Some(
                        Dinheiro(1500.00),
                    ),
                    atual: Some(
                        Dinheiro(1553.27),
                    ),
                    correcao: None,
                    juros: Some(
                        Dinheiro(23.27),
                    ),
                    multa: Some(
                        Dinheiro(30.00),
                    ),
                    desconto: Some(
                        Dinheiro(0.00),
                    ),
                },
                emissao: Some(
                    2026-01-02,
                ),
                vencimento: Some(
                    2026-03-10,
                ),
                linha_digitavel: Some(
                    "00190.00009 01234.567004 00000.123457 1 10650000150000",
                ),
                pix: Some(
                    "00020126AMOSTRA6304ABCD",
                ),
                banco: Some(
                    "001",
                ),
                pdf: None,
                situacao: Aberto,
            },
            BoletoEmitido {
                id: "8104",
                contratos: [
                    ContratoId(
                        "159",
                    ),
                    ContratoId(
                        "160",
                    ),
                ],
                historico: Some(
                    "Parcela 8 de 60",
                ),
                parcela: Some(
                    NumeroParcela {
                        numero: 8,
                        total: Some(
                            60,
                        ),
                    },
                ),
                valor: Composicao {
                    original: Some(
                        Dinheiro(1234.50),
                    ),
                    atual: Some(
                        Dinheiro(1234.57),
                    ),
                    correcao: None,
                    juros: None,
                    multa: None,
                    desconto: None,
                },
                emissao: Some(
                    2026-02-01,
                ),
                vencimento: Some(
                    2026-04-10,
                ),
                linha_digitavel: None,
                pix: None,
                banco: Some(
                    "237",
                ),
                pdf: None,
                situacao: Aberto,
            },
        ],
        descartes: [
            Ilegivel {
                posicao: 2,
                campo: "valor_inicial",
            },
            OutroTitular {
                posicao: 3,
            },
            Repetida {
                posicao: 4,
            },
        ],
    }
    "#);
}

#[tokio::test]
async fn older_boletos_are_asked_again_by_code_when_the_document_alone_gives_nothing() {
    let servidor = Servidor::novo(antiga).await;
    let lista = erp(&servidor.url).boletos(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            BoletoEmitido {
                id: "8103",
                contratos: [],
                historico: None,
                parcela: None,
                valor: Composicao {
                    original: Some(
                        Dinheiro(1500.00),
                    ),
                    atual: Some(
                        Dinheiro(1553.27),
                    ),
                    correcao: None,
                    juros: None,
                    multa: None,
                    desconto: None,
                },
                emissao: Some(
                    2026-01-02,
                ),
                vencimento: Some(
                    2026-03-10,
                ),
                linha_digitavel: Some(
                    "00190.00009 01234.567004 00000.123457 1 10650000150000",
                ),
                pix: None,
                banco: None,
                pdf: Some(
                    Link(…),
                ),
                situacao: Aberto,
            },
        ],
        descartes: [],
    }
    "#);
    insta::assert_debug_snapshot!(servidor.vistos(), @r#"
    [
        "/api/boletos-abertos?document=11144477735",
        "/api/clientes?cnpj_cpf=11144477735",
        "/api/boletos-abertos?document=11144477735&id_cliente=7701",
    ]
    "#);
}
