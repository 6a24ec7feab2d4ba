//! What may be declared settled, and what never.

use domain::modelo::{Composicao, NumeroParcela};
use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::*;

const HOJE: Date = date(2026, 3, 10);

fn contrato(id: &str) -> ContratoId {
    ContratoId(id.to_owned())
}

fn parcela(numero: u32, vencimento: Option<Date>, paga_em: Option<Date>) -> Parcela {
    Parcela {
        id: format!("159{numero:03}"),
        contrato: Some(contrato("159")),
        numero: Some(NumeroParcela { numero, total: Some(60) }),
        descricao: None,
        vencimento,
        valor: Composicao::default(),
        indice: None,
        paga_em,
        valor_pago: paga_em.map(|_| Dinheiro::de_centavos(100)),
    }
}

fn boleto(vencimento: Option<Date>, contratos: &[&str]) -> BoletoEmitido {
    BoletoEmitido {
        id: "b".to_owned(),
        contratos: contratos.iter().map(|c| contrato(c)).collect(),
        historico: Some("Intermediária".to_owned()),
        parcela: None,
        valor: Composicao::default(),
        emissao: None,
        vencimento,
        linha_digitavel: None,
        pix: None,
        banco: None,
        pdf: None,
        situacao: SituacaoBoleto::Aberto,
    }
}

#[derive(Debug, Clone, Default)]
struct Livro {
    parcelas: Lista<Parcela>,
    boletos: Lista<BoletoEmitido>,
    do_erp: Lista<Quitacao>,
    emite: bool,
}

impl Livro {
    /// Twelve instalments of 2025, each paid on its day.
    fn quitado() -> Self {
        let itens = (1..=12)
            .map(|mes| {
                let dia = date(2025, i8::try_from(mes).unwrap(), 10);
                parcela(mes, Some(dia), Some(dia))
            })
            .collect();
        Self { parcelas: Lista { itens, descartes: Vec::new() }, emite: true, ..Self::default() }
    }

    fn base(&self, hoje: Date) -> Base<'_> {
        Base {
            parcelas: &self.parcelas,
            boletos: &self.boletos,
            do_erp: &self.do_erp,
            hoje,
            emite: self.emite,
            atual: true,
        }
    }

    fn situacao(&self) -> Situacao {
        self.base(HOJE).situacao(Some(&contrato("159")), 2025)
    }
}

fn do_erp(ano: i16) -> Quitacao {
    Quitacao { id: format!("q{ano}"), ano, valor: None, pdf: None }
}

#[test]
fn a_year_whose_rows_are_all_paid_can_be_declared() {
    let livro = Livro::quitado();
    let total = Some(Dinheiro::de_centavos(1200));
    assert_eq!(livro.situacao(), Situacao::Emitivel(Prova { parcelas: 12, total }));
    let mut sem_valor = livro.clone();
    sem_valor.parcelas.itens[3].valor_pago = None;
    assert_eq!(sem_valor.situacao(), Situacao::Emitivel(Prova { parcelas: 12, total: None }));
    let desligada = Livro { emite: false, ..livro };
    assert_eq!(desligada.situacao(), Situacao::Aguarda { ate_maio: true });
    let junho = desligada.base(date(2026, 6, 1)).situacao(Some(&contrato("159")), 2025);
    assert_eq!(junho, Situacao::Aguarda { ate_maio: false });
}

#[test]
fn what_is_open_is_named_oldest_first_and_counted() {
    let mut livro = Livro::quitado();
    for mes in [2, 4, 7, 9, 11] {
        livro.parcelas.itens[mes].paga_em = None;
    }
    let Situacao::Bloqueada { parcelas, quantas } = livro.situacao() else { panic!("{:?}", livro.situacao()) };
    assert_eq!(quantas, 5);
    assert_eq!(parcelas.len(), 3);
    assert_eq!(parcelas[0], Pendente { titulo: "Parcela 3 de 60".to_owned(), vencimento: date(2025, 3, 10) });
}

#[test]
fn a_year_is_declared_only_once_it_is_over() {
    let livro = Livro::quitado();
    let em = |hoje| livro.base(hoje).situacao(Some(&contrato("159")), 2025);
    assert_eq!(em(date(2025, 12, 31)), Situacao::Cedo);
    assert!(matches!(em(date(2026, 1, 1)), Situacao::Emitivel(_)));
    assert_eq!(livro.base(HOJE).situacao(Some(&contrato("159")), 2027), Situacao::Cedo);
}

#[test]
fn nothing_due_is_nothing_to_declare() {
    let livro = Livro::quitado();
    assert_eq!(livro.base(HOJE).situacao(Some(&contrato("159")), 2024), Situacao::SemParcelas);
    assert_eq!(livro.base(HOJE).situacao(Some(&contrato("160")), 2025), Situacao::SemParcelas);
}

#[test]
fn what_the_erp_issued_is_never_issued_again() {
    let mut livro = Livro::quitado();
    livro.do_erp.itens.push(do_erp(2025));
    assert!(matches!(livro.situacao(), Situacao::Aguarda { .. }));
    let anos = livro.base(HOJE).anos();
    assert_eq!((anos.len(), anos[0].ano, anos[0].do_erp.len(), anos[0].contratos.len()), (1, 2025, 1, 0));
    livro.do_erp.itens[0].ano = 2024;
    assert!(
        matches!(livro.situacao(), Situacao::Emitivel(_)),
        "a declaration of another year says nothing of this one"
    );
    assert_eq!(livro.base(HOJE).anos().iter().map(|a| a.ano).collect::<Vec<_>>(), [2025, 2024]);
}

#[test]
fn one_declaration_for_two_contracts_does_not_hide_what_is_open() {
    let mut livro = Livro::quitado();
    let mut outra = parcela(99, Some(date(2025, 5, 5)), None);
    outra.contrato = Some(contrato("200"));
    livro.parcelas.itens.push(outra);
    livro.do_erp.itens.push(do_erp(2025));
    let ano = livro.base(HOJE).anos().remove(0);
    assert_eq!(ano.contratos.len(), 1);
    assert_eq!(ano.contratos[0].contrato, Some(contrato("200")));
    livro.do_erp.itens.push(do_erp(2025));
    assert!(livro.base(HOJE).anos()[0].contratos.is_empty(), "one for each");
}

#[test]
fn an_open_boleto_blocks_although_no_instalment_shows_it() {
    let mut livro = Livro::quitado();
    livro.boletos.itens.push(boleto(Some(date(2025, 6, 15)), &["159"]));
    assert!(matches!(livro.situacao(), Situacao::Bloqueada { quantas: 1, .. }));
    livro.boletos.itens[0] = boleto(Some(date(2025, 6, 15)), &[]);
    assert!(matches!(livro.situacao(), Situacao::Bloqueada { .. }), "of no contract: it may be of this one");
    livro.boletos.itens[0] = boleto(None, &["159"]);
    assert_eq!(livro.situacao(), Situacao::NaoDaParaProvar([Duvida::SemVencimento].into()));
    for (outro, ano) in [("200", 2025), ("159", 2026)] {
        livro.boletos.itens[0] = boleto(Some(date(ano, 6, 15)), &[outro]);
        assert!(matches!(livro.situacao(), Situacao::Emitivel(_)), "{outro} {ano}");
    }
    livro.boletos.itens[0] = BoletoEmitido { situacao: SituacaoBoleto::Pago, ..boleto(Some(date(2025, 6, 15)), &[]) };
    assert!(matches!(livro.situacao(), Situacao::Emitivel(_)));
}

/// Ways of spoiling a year that is settled, one at a time.
fn estragos() -> impl Strategy<Value = (usize, usize)> {
    (0..10_usize, 0..12_usize)
}

fn estragar(livro: &mut Livro, como: usize, qual: usize) {
    let itens = &mut livro.parcelas.itens;
    match como {
        0 => itens[qual].paga_em = None,
        1 => itens[qual].vencimento = None,
        2 => itens[qual].contrato = None,
        3 => itens[qual].paga_em = Some(HOJE.saturating_add(1.day())),
        4 => livro.parcelas.descartes.push(Descarte::Ilegivel { posicao: qual, campo: "saldo".to_owned() }),
        5 => livro.parcelas.descartes.push(Descarte::OutroTitular { posicao: qual }),
        6 => livro.boletos.descartes.push(Descarte::Ilegivel { posicao: qual, campo: "valor".to_owned() }),
        7 => livro.do_erp.descartes.push(Descarte::Ilegivel { posicao: qual, campo: "ano".to_owned() }),
        8 => livro.boletos.itens.push(boleto(None, &[])),
        _ => livro.do_erp.itens.push(do_erp(2025)),
    }
}

proptest! {
    #[test]
    fn a_year_with_anything_open_undated_unreadable_or_foreign_is_never_declared(
        lista in prop::collection::vec(estragos(), 1..4), emite: bool,
    ) {
        let mut livro = Livro { emite, ..Livro::quitado() };
        for (como, qual) in &lista {
            estragar(&mut livro, *como, *qual);
        }
        prop_assert!(!matches!(livro.situacao(), Situacao::Emitivel(_)), "{:?}: {:?}", lista, livro.situacao());
        for ano in livro.base(HOJE).anos() {
            for c in ano.contratos.iter().filter(|_| ano.ano == 2025) {
                prop_assert!(!matches!(c.situacao, Situacao::Emitivel(_)), "{:?}", c);
            }
        }
    }

    #[test]
    fn what_can_be_declared_is_proven_row_by_row(
        linhas in prop::collection::vec(
            (prop::option::of(0..900_i32), prop::option::of(0..900_i32), 0..3_usize), 0..30),
        ano in 2023..2027_i16,
    ) {
        let dia = |n: i32| date(2024, 1, 1).saturating_add(n.days());
        let itens = linhas.iter().zip(1..).map(|((vence, paga, qual), numero)| {
            let contrato = [Some(contrato("159")), Some(contrato("200")), None][*qual].clone();
            Parcela { contrato, ..parcela(numero, vence.map(dia), paga.map(dia)) }
        });
        let livro = Livro {
            parcelas: Lista { itens: itens.collect(), descartes: Vec::new() },
            emite: true,
            ..Livro::default()
        };
        let situacao = livro.situacao_de(ano);
        let minhas: Vec<_> = livro.parcelas.itens.iter().filter(|p| p.contrato == Some(contrato("159"))).collect();
        let do_ano: Vec<_> = minhas.iter().filter(|p| p.vencimento.is_some_and(|v| v.year() == ano)).collect();
        if let Situacao::Emitivel(prova) = situacao {
            prop_assert_eq!(prova.parcelas as usize, do_ano.len());
            prop_assert!(ano < HOJE.year() && !do_ano.is_empty());
            prop_assert!(do_ano.iter().all(|p| p.paga_em.is_some_and(|paga| paga <= HOJE)));
            prop_assert!(minhas.iter().all(|p| p.vencimento.is_some()));
            prop_assert!(livro.parcelas.itens.iter().all(|p| p.contrato.is_some()
                || p.vencimento.is_some_and(|v| v.year() != ano)));
        }
        if let Situacao::Bloqueada { quantas, .. } = situacao {
            prop_assert_eq!(quantas, do_ano.iter().filter(|p| p.paga_em.is_none()).count());
        }
    }
}

impl Livro {
    fn situacao_de(&self, ano: i16) -> Situacao {
        self.base(HOJE).situacao(Some(&contrato("159")), ano)
    }
}
