//! The statement, as instalments and as payments: real-shaped answers of both versions of the contract, from the socket to the models.

use erp::Erp;

use crate::{
    comum::{Servidor, erp, titular},
    versoes::{antiga, nova},
};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "most of it is the snapshot")]
async fn newest_statement_as_instalments() {
    let servidor = Servidor::novo(nova).await;
    let lista = erp(&servidor.url).parcelas(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            Parcela {
                id: "8101",
                contrato: None,
                numero: Some(
                    NumeroParcela {
                        numero: 5,
                        total: Some(
                            60,
                        ),
                    },
                ),
                descricao: Some(
                    "Parcela 5/60",
                ),
                vencimento: Some(
                    2026-01-10,
                ),
                valor: Composicao {
                    original: Some(
                        Dinheiro(1500.00),
                    ),
                    atual: None,
                    correcao: None,
                    juros: None,
                    multa: None,
                    desconto: None,
                },
                indice: None,
                paga_em: Some(
                    2026-01-09,
                ),
                valor_pago: Some(
                    Dinheiro(1500.00),
                ),
            },
            Parcela {
                id: "8102",
                contrato: None,
                numero: Some(
                    NumeroParcela {
                        numero: 6,
                        total: Some(
                            60,
                        ),
                    },
                ),
                descricao: Some(
                    "Parcela 6 de 60",
                ),
                vencimento: Some(
                    2026-02-10,
                ),
                valor: Composicao {
                    original: Some(
                        Dinheiro(1500.00),
                    ),
                    atual: None,
                    correcao: None,
                    juros: None,
                    multa: None,
                    desconto: None,
                },
                indice: None,
                paga_em: Some(
                    2026-02-13,
                ),
                valor_pago: Some(
                    Dinheiro(1530.27),
                ),
            },
            Parcela {
                id: "8103",
                contrato: None,
                numero: None,
                descricao: Some(
                    "Ref. 03/2026",
                ),
                vencimento: Some(
                    2026-03-10,
                ),
                valor: Composicao {
                    original: Some(
                        Dinheiro(1500.00),
                    ),
                    atual: None,
                    correcao: None,
                    juros: None,
                    multa: None,
                    desconto: None,
                },
                indice: None,
                paga_em: None,
                valor_pago: None,
            },
        ],
        descartes: [],
    }
    "#);
}

#[tokio::test]
async fn newest_statement_as_payments() {
    let servidor = Servidor::novo(nova).await;
    let lista = erp(&servidor.url).pagamentos(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            Pagamento {
                id: "8101",
                contrato: None,
                descricao: Some(
                    "Parcela 5/60",
                ),
                vencimento: Some(
                    2026-01-10,
                ),
                pago_em: Some(
                    2026-01-09,
                ),
                valor: Some(
                    Dinheiro(1500.00),
                ),
                composicao: Composicao {
                    original: Some(
                        Dinheiro(1500.00),
                    ),
                    atual: None,
                    correcao: None,
                    juros: None,
                    multa: None,
                    desconto: None,
                },
            },
            Pagamento {
                id: "8102",
                contrato: None,
                descricao: Some(
                    "Parcela 6 de 60",
                ),
                vencimento: Some(
                    2026-02-10,
                ),
                pago_em: Some(
                    2026-02-13,
                ),
                valor: Some(
                    Dinheiro(1530.27),
                ),
                composicao: Composicao {
                    original: Some(
                        Dinheiro(1500.00),
                    ),
                    atual: None,
                    correcao: None,
                    juros: None,
                    multa: None,
                    desconto: None,
                },
            },
        ],
        descartes: [],
    }
    "#);
}

#[tokio::test]
async fn older_statement_as_instalments() {
    let servidor = Servidor::novo(antiga).await;
    let lista = erp(&servidor.url).parcelas(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            Parcela {
                id: "8101",
                contrato: None,
                numero: Some(
                    NumeroParcela {
                        numero: 5,
                        total: Some(
                            60,
                        ),
                    },
                ),
                descricao: Some(
                    "Parcela 5 de 60",
                ),
                vencimento: Some(
                    2026-01-10,
                ),
                valor: Composicao {
                    original: Some(
                        Dinheiro(1500.00),
                    ),
                    atual: None,
                    correcao: None,
                    juros: Some(
                        Dinheiro(15.00),
                    ),
                    multa: Some(
                        Dinheiro(30.00),
                    ),
                    desconto: Some(
                        Dinheiro(0.00),
                    ),
                },
                indice: None,
                paga_em: Some(
                    2026-01-20,
                ),
                valor_pago: Some(
                    Dinheiro(1545.00),
                ),
            },
            Parcela {
                id: "8103",
                contrato: None,
                numero: None,
                descricao: None,
                vencimento: Some(
                    2026-03-10,
                ),
                valor: Composicao {
                    original: Some(
                        Dinheiro(1500.00),
                    ),
                    atual: None,
                    correcao: None,
                    juros: None,
                    multa: None,
                    desconto: None,
                },
                indice: None,
                paga_em: None,
                valor_pago: None,
            },
            Parcela {
                id: "3",
                contrato: None,
                numero: None,
                descricao: None,
                vencimento: Some(
                    2026-04-10,
                ),
                valor: Composicao {
                    original: Some(
                        Dinheiro(800.00),
                    ),
                    atual: None,
                    correcao: None,
                    juros: None,
                    multa: None,
                    desconto: None,
                },
                indice: None,
                paga_em: None,
                valor_pago: Some(
                    Dinheiro(200.00),
                ),
            },
        ],
        descartes: [],
    }
    "#);
}

#[tokio::test]
async fn older_statement_as_payments() {
    let servidor = Servidor::novo(antiga).await;
    let lista = erp(&servidor.url).pagamentos(&titular(None)).await.unwrap();
    insta::assert_debug_snapshot!(lista, @r#"
    Lista {
        itens: [
            Pagamento {
                id: "1",
                contrato: None,
                descricao: Some(
                    "Parcela 5 de 60",
                ),
                vencimento: Some(
                    2026-01-10,
                ),
                pago_em: Some(
                    2026-01-20,
                ),
                valor: Some(
                    Dinheiro(1545.00),
                ),
                composicao: Composicao {
                    original: Some(
                        Dinheiro(1500.00),
                    ),
                    atual: None,
                    correcao: None,
                    juros: Some(
                        Dinheiro(15.00),
                    ),
                    multa: Some(
                        Dinheiro(30.00),
                    ),
                    desconto: Some(
                        Dinheiro(0.00),
                    ),
                },
            },
        ],
        descartes: [],
    }
    "#);
}
