use domain::modelo::NumeroParcela;
use jiff::civil::date;

use super::*;

const HOJE: Date = date(2026, 11, 21);

fn contrato(id: &str) -> ContratoId {
    ContratoId(id.to_owned())
}

fn pagamento(de: Option<&str>, pago_em: Option<Date>, centavos: Option<i64>) -> Pagamento {
    Pagamento {
        id: "1".to_owned(),
        contrato: de.map(contrato),
        descricao: Some("Parcela 1 de 2".to_owned()),
        vencimento: None,
        pago_em,
        valor: centavos.map(Dinheiro::de_centavos),
        composicao: Composicao { original: centavos.map(Dinheiro::de_centavos), ..Composicao::default() },
    }
}

fn ler_todos(itens: Vec<Pagamento>, descartes: Vec<Descarte>) -> Pagamentos {
    montar(&Lista { itens, descartes }, de_pagamento, HOJE, Momento::agora(jiff::Timestamp::UNIX_EPOCH))
}

#[expect(clippy::unnecessary_wraps, reason = "compared with sums, which may be unknown")]
fn reais(centavos: i64) -> Option<Dinheiro> {
    Some(Dinheiro::de_centavos(centavos))
}

#[test]
fn years_are_of_payment_newest_first() {
    let mut atrasada = pagamento(Some("a"), Some(date(2026, 1, 2)), Some(300));
    atrasada.vencimento = Some(date(2025, 12, 30));
    let todos = ler_todos(vec![atrasada, pagamento(Some("a"), Some(date(2025, 12, 31)), Some(100))], vec![]);
    let anos = todos.anos();
    assert_eq!(anos[0], Ano { ano: 2026, pagamentos: 1, total: reais(300) });
    assert_eq!(anos[1], Ano { ano: 2025, pagamentos: 1, total: reais(100) });
}

#[test]
fn a_sum_needs_the_part_in_every_row_and_each_contract_has_its_own() {
    let mut com_juros = pagamento(Some("a"), Some(date(2025, 2, 1)), Some(100));
    com_juros.composicao.juros = reais(7);
    let itens = vec![
        com_juros.clone(),
        com_juros,
        pagamento(Some("b"), Some(date(2025, 3, 1)), Some(50)),
        pagamento(Some("b"), Some(date(2025, 4, 1)), None),
    ];
    let ano = ler_todos(itens, vec![]).do_ano(2025, HOJE, &[]);
    let [a, b] = &ano.contratos[..] else { panic!("{:?}", ano.contratos) };
    assert_eq!((a.total, a.partes.original, a.partes.juros, a.partes.multa), (reais(200), reais(200), reais(14), None));
    assert_eq!((b.total, b.partes.original, b.pagos.len()), (None, None, 2));
    assert_eq!((ano.quantos, ano.total), (4, None));
    assert_eq!(ano.partes().iter().map(|(nome, _)| *nome).collect::<Vec<_>>(), ["Principal", "Juros"]);
}

#[test]
fn what_has_no_year_or_no_contract_is_told_and_never_dropped() {
    let itens = vec![
        pagamento(Some("a"), None, Some(1)),
        pagamento(Some("a"), Some(date(2027, 1, 1)), Some(2)),
        pagamento(None, Some(date(2025, 5, 5)), Some(4)),
        pagamento(Some("a"), Some(date(2025, 5, 6)), Some(8)),
    ];
    let ano = ler_todos(itens, vec![]).do_ano(2025, HOJE, &[]);
    assert_eq!(
        ano.sem_ano.iter().map(SemAno::motivo).collect::<Vec<_>>(),
        ["sem data de pagamento", "com data futura, 01/01/2027"]
    );
    assert_eq!((ano.sem_contrato(), ano.total), (1, reais(12)));
    assert_eq!(ano.contratos.last().unwrap().titulo(), "Contrato não informado");
}

#[test]
fn what_was_paid_until_a_year_is_told_only_when_no_row_leaves_it_open() {
    let certas = || {
        vec![
            pagamento(Some("a"), Some(date(2024, 5, 5)), Some(100)),
            pagamento(Some("a"), Some(date(2025, 5, 5)), Some(30)),
            pagamento(Some("b"), Some(date(2023, 5, 5)), Some(1)),
        ]
    };
    let ate = |itens, descartes| {
        let ano = ler_todos(itens, descartes).do_ano(2025, HOJE, &[]);
        let a = ano.contratos.into_iter().find(|c| c.id == Some(contrato("a"))).unwrap();
        (a.ate_o_anterior, a.ate_o_ano)
    };
    assert_eq!(ate(certas(), vec![]), (reais(100), reais(130)));
    let com = |mais| certas().into_iter().chain([mais]).collect::<Vec<_>>();
    assert_eq!(ate(com(pagamento(Some("a"), None, Some(1))), vec![]), (None, None), "no date");
    assert_eq!(ate(com(pagamento(None, None, Some(1))), vec![]), (None, None), "no date, no contract");
    assert_eq!(ate(com(pagamento(Some("b"), None, Some(1))), vec![]), (reais(100), reais(130)), "of another contract");
    let sem_valor = pagamento(Some("a"), Some(date(2025, 6, 6)), None);
    assert_eq!(ate(com(sem_valor), vec![]), (reais(100), None), "no amount");
    let de_ninguem = pagamento(None, Some(date(2025, 6, 6)), Some(1));
    assert_eq!(ate(com(de_ninguem), vec![]), (reais(100), None), "no contract");
    let ilegivel = Descarte::Ilegivel { posicao: 3, campo: "valor".to_owned() };
    assert_eq!(ate(certas(), vec![ilegivel]), (None, None), "a row nobody can read");
}

#[test]
fn a_contract_without_payments_in_the_year_keeps_what_was_paid_before() {
    let itens = vec![pagamento(Some("a"), Some(date(2023, 5, 5)), Some(100))];
    let ano = ler_todos(itens, vec![]).do_ano(2025, HOJE, &[]);
    assert_eq!((ano.quantos, ano.contratos.len()), (0, 1));
    assert_eq!((ano.contratos[0].ate_o_anterior, ano.contratos[0].ate_o_ano), (reais(100), reais(100)));
    assert_eq!(ano.contratos[0].partes, Composicao::default());
}

#[test]
fn settled_instalments_stand_in_for_payments() {
    let parcela = |paga_em, valor_pago| Parcela {
        id: "1".to_owned(),
        contrato: None,
        numero: Some(NumeroParcela { numero: 7, total: Some(60) }),
        descricao: None,
        vencimento: None,
        valor: Composicao::default(),
        indice: None,
        paga_em,
        valor_pago,
    };
    let itens = vec![
        parcela(Some(date(2025, 1, 1)), reais(5)),
        parcela(None, None),
        parcela(None, reais(0)),
        parcela(None, reais(9)),
    ];
    let lidos =
        montar(&Lista { itens, descartes: vec![] }, de_parcela, HOJE, Momento::agora(jiff::Timestamp::UNIX_EPOCH));
    assert_eq!(lidos.pagos.len(), 1);
    assert_eq!((lidos.pagos[0].titulo.as_str(), lidos.pagos[0].valor), ("Parcela 7 de 60", reais(5)));
    assert_eq!(lidos.sem_ano.len(), 1, "an amount received without a date is still money");
}
